// says: derive the class publicly: `class MyConnector : public amfs::ConnectorABC`
#include <amfs/connector.hpp>

class Privately : amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& /*event*/) override { return {}; }
};
AMFS_CONNECTOR(Privately)
