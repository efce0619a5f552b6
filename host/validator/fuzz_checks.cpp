// A short walk through events that differ from the samples at random places. The same seed makes
// the same walk, and every case stands for itself: SEED:CASE makes it again, alone.
#include <fmt/format.h>

#include <array>

#include "host/validator/deliver.hpp"
#include "host/validator/mutate.hpp"

namespace host::validator {
namespace {

constexpr std::uint32_t kCasesOfOneInstance = 50;

// One case. Legal JSON must be handled without a failure. A result that the host refuses is no
// fault here: random texts are too long or too odd for a key at times, and the event goes raw.
std::optional<std::string> run_case(Session& session, const Subject& subject,
                                    const std::vector<dispatch::ReadyEvent>& events,
                                    std::uint32_t number) {
  if (session.instance() == nullptr && !session.create()) return create_fault(session);
  Dice dice(subject.settings.seed, number);
  const auto& event = events[dice.below(events.size())];
  const Mutated body = mutate(event.payload(), dice);
  SampleMemory memory;
  const Delivered delivered = deliver(session, subject, make_raw_event(event, body.text), memory);
  if (!session.facts().faults.empty()) return session.facts().faults.front();
  if (body.is_json && delivered.fault) return delivered.fault;
  if (session.facts().status == AMFS_INTERNAL) session.create();
  return std::nullopt;
}

Finding fuzz_smoke(const Subject& subject) {
  const auto events = events_of(subject);
  if (events.empty()) return skipped("no event reaches transform; see samples-usable");
  Session session(subject);
  const auto& again = subject.settings.reproduce;
  const std::uint32_t first = again ? again->number : 0;
  const std::uint32_t end = again ? first + 1 : subject.settings.fuzz_runs;
  for (std::uint32_t number = first; number < end; ++number) {
    announce(fmt::format("case {}:{}", subject.settings.seed, number));
    if (number % kCasesOfOneInstance == 0) session.destroy();
    if (const auto fault = run_case(session, subject, events, number))
      return failed(fmt::format("case {}:{}: {}", subject.settings.seed, number, *fault));
  }
  return passed();
}

constexpr std::array kChecks{
    Check{"fuzz-smoke", "robustness", "Events that are changed at random do no harm.",
          "Run the case again under a debugger or with -fsanitize: --reproduce SEED:CASE.",
          Need::code, &fuzz_smoke},
};

}  // namespace

std::span<const Check> fuzz_checks() { return kChecks; }

}  // namespace host::validator
