// says: expected: `amfs::Results transform(const amfs::ConnectorEvent& event) override`
#include <amfs/connector.hpp>

class Const : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& /*event*/) const { return {}; }
};
AMFS_CONNECTOR(Const)
