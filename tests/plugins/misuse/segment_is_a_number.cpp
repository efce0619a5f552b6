// says: expected: `entity(text, path(text))`
#include <amfs/connector.hpp>

class Number : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& /*event*/) override {
    return amfs::write(entity(42), "key", {{"x", 1}});
  }
};
AMFS_CONNECTOR(Number)
