// Says yes to everything: the host must not load it.
#include <amfs/connector.hpp>

class CodeOpenConnector : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent&) override { return {}; }
  bool validate_signature(const amfs::SignatureCheck&) override { return true; }
};
AMFS_CONNECTOR(CodeOpenConnector)
