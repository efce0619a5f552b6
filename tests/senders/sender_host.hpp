// SenderHost: a host with the providers' connectors and, on one agenda, a sender for each.
// Scenarios put faults and repairs on the agenda between the deliveries.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "tests/integration/test_host.hpp"
#include "tests/senders/connector_copy.hpp"
#include "tests/senders/simulation.hpp"

namespace senders {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

inline constexpr int kEvents = 60;  // of each sender in a scenario, half an hour
inline constexpr Seconds kSpacing{30};

class SenderHost : public integration::TestHost {
 public:
  SenderHost();  // secrets are set; does not start

  Agenda agenda;
  std::deque<Sender> senders;

  // Starts the host, and delivers kEvents of each sender with what else is on the agenda.
  void run();
  void restart();  // within a moment of the simulation, as all that an action does
  void set_secrets(const std::string& current, const std::string& previous = {});
  void for_each(const std::function<void(const Provider&)>& action);
  // Waits until GET /connectors/{own name} satisfies the predicate, for each.
  void wait_for_each(const std::function<bool(const integration::Answer&)>& predicate);

  void wait_until_settled();
  // How many events of each sender wait for their connector.
  std::int64_t held_for_each();

  // See audit.hpp, for all senders. `other_versions`: in memory, but not theirs.
  void check_all(std::int64_t other_versions = 0);
  // check_all(), and no sender lost an attempt.
  void check_undisturbed();
  // check_all(); what the provider's rules repeat arrived, the other events, of those refused with
  // `status`, were `others` each; nobody was disabled.
  void check_recovered(int status, int others, std::int64_t other_versions = 0);

 private:
  Post post_to(const Provider& provider);
};

}  // namespace senders
