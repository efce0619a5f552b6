// The control: a connector with everything that the others get wrong must compile.
#include <amfs/connector.hpp>

class Good : public amfs::ConnectorABC {
 public:
  Good() = default;
  amfs::Results transform(const amfs::ConnectorEvent& event) override {
    return amfs::write(entity(event.payload()["a"], "b", std::string("c"), amfs::path("d/e")),
                       "key", {{"x", 1}});
  }
  bool validate_signature(const amfs::SignatureCheck& check) override {
    return check.verify(amfs::Hmac::sha256, {check.body()});
  }
};
class Derived final : public Good {};
AMFS_CONNECTORS(Good, Derived)
