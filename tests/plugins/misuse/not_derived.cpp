// says: derive the class publicly: `class MyConnector : public amfs::ConnectorABC`
#include <amfs/connector.hpp>

class NotDerived {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& /*event*/) { return {}; }
};
AMFS_CONNECTOR(NotDerived)
