// says: the class needs a public constructor without arguments: `MyConnector()`
#include <amfs/connector.hpp>

class Hidden : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& /*event*/) override { return {}; }

 private:
  Hidden() = default;
};
AMFS_CONNECTOR(Hidden)
