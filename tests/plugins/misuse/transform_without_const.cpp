// says: expected: `amfs::Results transform(const amfs::ConnectorEvent& event) override`
#include <amfs/connector.hpp>

class Mutable : public amfs::ConnectorABC {
 public:
  amfs::Results transform(amfs::ConnectorEvent& /*event*/) { return {}; }
};
AMFS_CONNECTOR(Mutable)
