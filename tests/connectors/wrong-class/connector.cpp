// The manifest names MissingClass; this library has only PresentClass.
#include <amfs/connector.hpp>

class PresentClass : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& /*event*/) override { return {}; }
};
AMFS_CONNECTOR(PresentClass)
