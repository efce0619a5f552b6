#include <amfs/connector.hpp>
using namespace amfs;

class SignedConnector : public ConnectorABC {
 public:
  Results transform(const ConnectorEvent& event) override {
    return write(entity(event.need("/project")), "event-" + event.need("/id"), event.payload());
  }
  // The sender signs method, path and body, each on a line of its own.
  bool validate_signature(const SignatureCheck& check) override {
    return check.verify(Hmac::sha256, {check.method(), "\n", check.url(), "\n", check.body()});
  }
};
AMFS_CONNECTOR(SignedConnector)
