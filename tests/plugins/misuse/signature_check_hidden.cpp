// says: expected: `bool validate_signature(const amfs::SignatureCheck& check) override`
#include <amfs/connector.hpp>

class WrongCheck : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& /*event*/) override { return {}; }
  bool validate_signature(std::string_view /*body*/) { return true; }
};
AMFS_CONNECTOR(WrongCheck)
