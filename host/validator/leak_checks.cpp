// What transform leaves behind in the process it runs in.
#include <fmt/format.h>

#include <array>

#include "host/validator/deliver.hpp"
#include "host/validator/process_state.hpp"

namespace host::validator {
namespace {

constexpr int kRounds = 200;  // of all samples
constexpr std::size_t kFlatEvents = 20'000;
constexpr std::size_t kGrowthMax = std::size_t{8} << 20;  // 400 bytes an event

// Delivers all events `rounds` times; nothing when that cannot be done.
bool use(Session& session, const Subject& subject, const std::vector<dispatch::ReadyEvent>& events,
         std::size_t rounds) {
  if (session.instance() == nullptr && !session.create()) return false;
  for (std::size_t i = 0; i < rounds; ++i) run_all(session, subject, events);
  return true;
}

template <class F>
Finding compare_states(const Subject& subject, F&& growth) {
  const auto events = events_of(subject);
  const auto before = ProcessState::now();
  for (int round = 0; round < 3; ++round) {
    Session session(subject);
    if (!use(session, subject, events, kRounds / 3))
      return skipped("there is no instance; see create-destroy");
    if (const auto found = growth(before, ProcessState::now())) return failed(*found);
  }
  return passed();
}

Finding no_fd_leak(const Subject& subject) { return compare_states(subject, file_growth); }
Finding no_thread_leak(const Subject& subject) { return compare_states(subject, thread_growth); }
Finding no_signal_handlers(const Subject& subject) {
  return compare_states(subject, handler_change);
}

Finding memory_flat(const Subject& subject) {
  const auto events = events_of(subject);
  if (events.empty()) return skipped("no event reaches transform; see samples-usable");
  Session session(subject);
  const std::size_t rounds = kFlatEvents / events.size() + 1;
  // The first tenth warms caches and the allocator up.
  if (!use(session, subject, events, rounds / 10 + 1))
    return skipped("there is no instance; see create-destroy");
  const std::size_t before = resident_bytes();
  use(session, subject, events, rounds);
  const std::size_t after = resident_bytes();
  if (after <= before + kGrowthMax) return passed();
  return failed(
      fmt::format("{} events left {} KiB behind", rounds * events.size(), (after - before) >> 10));
}

// Uses an instance and leaves: what static destructors do shows in the exit of this process.
Finding exits_clean(const Subject& subject) {
  const auto events = events_of(subject);
  Session session(subject);
  return use(session, subject, events, 1) ? passed()
                                          : skipped("there is no instance; see create-destroy");
}

constexpr std::array kChecks{
    Check{"no-fd-leak", "robustness", "Events leave no open files behind.",
          "A connector needs no files; close what it opens.", Need::code, &no_fd_leak},
    Check{"no-thread-leak", "robustness", "Events start no threads and no processes.",
          "Do the work in transform itself, and wait for nothing.", Need::code, &no_thread_leak},
    Check{"no-signal-handlers", "robustness", "Signal handlers stay the host's.",
          "Remove signal() and sigaction() from the library and from what it links.", Need::code,
          &no_signal_handlers},
    Check{"memory-flat", "robustness", "20 000 events leave no memory behind.",
          "Free what an event takes; bound every cache.", Need::code, &memory_flat},
    Check{"exits-clean", "robustness", "The process can end while the library is loaded.",
          "Keep destructors of globals and statics out of the library.", Need::code, &exits_clean},
};

}  // namespace

std::span<const Check> leak_checks() { return kChecks; }

}  // namespace host::validator
