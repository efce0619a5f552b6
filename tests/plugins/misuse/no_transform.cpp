// says: expected: `amfs::Results transform(const amfs::ConnectorEvent& event) override`
#include <amfs/connector.hpp>

class NoTransform : public amfs::ConnectorABC {};
AMFS_CONNECTOR(NoTransform)
