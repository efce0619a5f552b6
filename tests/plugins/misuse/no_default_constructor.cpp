// says: the class needs a public constructor without arguments: `MyConnector()`
#include <amfs/connector.hpp>

class NeedsConfig : public amfs::ConnectorABC {
 public:
  explicit NeedsConfig(const amfs::Json& /*config*/) {}
  amfs::Results transform(const amfs::ConnectorEvent& /*event*/) override { return {}; }
};
AMFS_CONNECTOR(NeedsConfig)
