// links twice
// says: AMFS_CONNECTOR_is_used_twice_list_all_classes_in_one_AMFS_CONNECTORS
#include <amfs/connector.hpp>

class Any : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& /*event*/) override { return {}; }
};
AMFS_CONNECTOR(Any)
