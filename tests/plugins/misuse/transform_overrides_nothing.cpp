// says: expected: `amfs::Results transform(const amfs::ConnectorEvent& event) override`
#include <amfs/connector.hpp>

class ByValue : public amfs::ConnectorABC {
 public:
  amfs::Results transform(std::string_view /*payload*/) override { return {}; }
};
AMFS_CONNECTOR(ByValue)
