// Checks its signatures itself: HMAC-SHA256 over the method, a colon and the body. A body that says
// "slow" makes the check take longer than the limit, "broken" makes it throw.
#include <amfs/connector.hpp>
#include <chrono>
#include <stdexcept>

namespace {

constexpr std::chrono::milliseconds kTooLong{600};  // the host waits 250

void burn(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
  }
}

}  // namespace

class CodeSignedConnector : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& event) override {
    return amfs::write(entity(), "event-" + event.need("/id"), {{"type", event.event_type()}});
  }

  bool validate_signature(const amfs::SignatureCheck& check) override {
    const bool genuine = check.verify(amfs::Hmac::sha256, {check.method(), ":", check.body()});
    if (check.body().find("\"slow\"") != std::string_view::npos) burn(kTooLong);
    if (check.body().find("\"broken\"") != std::string_view::npos)
      throw std::runtime_error("broken on purpose");
    return genuine;
  }
};
AMFS_CONNECTOR(CodeSignedConnector)
