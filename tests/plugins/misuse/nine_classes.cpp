// says: AMFS_CONNECTORS_takes_at_most_8_classes
#include <amfs/connector.hpp>

class Any : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& /*event*/) override { return {}; }
};
AMFS_CONNECTORS(Any, Any, Any, Any, Any, Any, Any, Any, Any)
