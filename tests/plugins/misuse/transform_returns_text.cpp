// The compiler's own message names what it should be.
// says: Results
#include <amfs/connector.hpp>

class Text : public amfs::ConnectorABC {
 public:
  std::string transform(const amfs::ConnectorEvent& /*event*/) override { return {}; }
};
AMFS_CONNECTOR(Text)
