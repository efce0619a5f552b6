// Transform with the author's own events: answers, repetition, clocks, and a host that says stop.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "host/base/rfc3339.hpp"
#include "host/validator/deliver.hpp"

namespace host::validator {
namespace {

constexpr std::int64_t kStopPatienceNs = kNsPerSecond;  // to return after being told to
constexpr std::int64_t kShortBudgetNs = 100 * kNsPerMs;
constexpr std::int64_t kLongAgoNs = 400LL * 86400 * kNsPerSecond;
constexpr std::int64_t kNowWindowNs = 600 * kNsPerSecond;  // a time this near is "now"

// Calls `look(delivered, session)` for every event until it returns a fault.
template <class F>
Finding each_event(const Subject& subject, CallRules rules, F&& look) {
  Session session(subject);
  if (!session.create()) return failed(create_fault(session));
  session.set_call_rules(rules);
  SampleMemory memory;
  for (const auto& event : events_of(subject)) {
    const Delivered delivered = deliver(session, subject, event, memory);
    if (std::optional<std::string> fault = look(delivered, session)) return failed(*fault);
  }
  return passed();
}

Finding samples_transform(const Subject& subject) {
  return each_event(subject, {},
                    [](const Delivered& delivered, const Session&) { return delivered.fault; });
}

Finding results_accepted(const Subject& subject) {
  return each_event(subject, {},
                    [](const Delivered& delivered, const Session&) { return delivered.refused; });
}

Finding deterministic(const Subject& subject) {
  const auto events = events_of(subject);
  std::string first;
  for (int round = 0; round < 3; ++round) {
    Session session(subject);
    if (!session.create()) return failed(create_fault(session));
    const std::string said = run_all(session, subject, events);
    if (round == 0) first = said;
    if (said != first) return failed("a new instance says something else of the same events");
    // Replays come to an instance that has seen the event before.
    if (run_all(session, subject, events) != first)
      return failed("the same instance says something else when an event is repeated");
  }
  return passed();
}

// Texts of a value that could be the time `now` in one of the usual forms.
bool holds_time_near(std::string_view text, UnixNs now, const std::string& payload) {
  const auto is_word = [](char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '.' || c == 'T' || c == 'Z' ||
           c == '+';
  };
  const auto near = [&](UnixNs time) {
    return time > now - kNowWindowNs && time < now + kNowWindowNs;
  };
  for (std::size_t at = 0; at < text.size();) {
    const auto begin =
        std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), is_word);
    const auto end = std::find_if_not(begin, text.end(), is_word);
    const std::string word(begin, end);
    at = static_cast<std::size_t>(end - text.begin());
    if (word.size() < 10 || payload.find(word) != std::string::npos) continue;
    if (const auto time = parse_rfc3339(word); time && near(*time)) return true;
    const bool number =
        std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
    // Seconds, milliseconds, microseconds, nanoseconds: 10, 13, 16, 19 digits in this age.
    if (!number || word.size() > 19 || (word.size() - 10) % 3 != 0) continue;
    if (near(std::stoll((word + std::string(19 - word.size(), '0'))))) return true;
  }
  return false;
}

std::optional<std::string> real_time_in(const Delivered& delivered, const std::string& payload) {
  const UnixNs now = SystemClock().now_ns();
  for (const auto& result : delivered.outcome.results) {
    for (const std::string* text : {&result.value_json, &result.key, &result.summary}) {
      if (holds_time_near(*text, now, payload)) return "writes the real time into a result";
    }
    for (const std::int64_t time : {result.occurred_unix_ns, result.ttl_at_unix_ns}) {
      if (time > now - kNowWindowNs && time < now + kNowWindowNs)
        return "gives a result the real time";
    }
  }
  return std::nullopt;
}

// The host's clock stands in 2001 and 2000: whatever knows better asked the system.
Finding virtual_clock(const Subject& subject) {
  for (const UnixNs start : {kVirtualNow, kVirtualNow - kLongAgoNs}) {
    Session session(subject);
    session.clock().set(start);
    if (!session.create()) return failed(create_fault(session));
    SampleMemory memory;
    for (const auto& event : events_of(subject)) {
      const Delivered delivered = deliver(session, subject, event, memory);
      if (const auto fault = real_time_in(delivered, event.payload()))
        return failed(fmt::format("{}: it {}", event.event_type, *fault));
    }
  }
  return passed();
}

Finding sink_refuses(const Subject& subject) {
  for (const std::size_t taken : {0U, 1U}) {
    auto finding =
        each_event(subject, {false, 0, taken}, [](const Delivered&, const Session& session) {
          const CallFacts& facts = session.facts();
          std::optional<std::string> fault;
          if (facts.emits_refused > 1) fault = "it went on after a result was refused";
          if (facts.emits_refused > 0 && facts.status == AMFS_OK)
            fault = "it returned AMFS_OK although a result was refused";
          return fault;
        });
    if (finding.status != Status::passed) return finding;
  }
  return passed();
}

std::optional<std::string> too_late(const Session& session, std::int64_t budget_ns) {
  const std::int64_t late = session.facts().elapsed_ns - budget_ns;
  if (late <= kStopPatienceNs) return std::nullopt;
  return fmt::format("it returned {} ms after it was told to stop", late / kNsPerMs);
}

Finding cancel_honoured(const Subject& subject) {
  return each_event(subject, {true, 0, SIZE_MAX},
                    [](const Delivered&, const Session& session) { return too_late(session, 0); });
}

Finding deadline_honoured(const Subject& subject) {
  return each_event(
      subject, {false, kShortBudgetNs, SIZE_MAX},
      [](const Delivered&, const Session& session) { return too_late(session, kShortBudgetNs); });
}

constexpr std::array kChecks{
    Check{"samples-transform", "transform", "Every sample is transformed without a failure.",
          "Return results, or throw Unmatched or Retry; a reason goes with everything but OK.",
          Need::code, &samples_transform},
    Check{"results-accepted", "transform", "The host keeps every result of the samples.",
          "Write below entity(…), with keys without /, values under 256 KiB, confidence 0 to 1.",
          Need::code, &results_accepted},
    Check{"deterministic", "transform", "The same event gives the same results, always.",
          "Make results of the event and of memory only: no counters, no random numbers.",
          Need::code, &deterministic},
    Check{"virtual-clock", "transform", "Time comes from the host's clock.",
          "Use now() of the connector instead of the system's clock.", Need::code, &virtual_clock},
    Check{"sink-refuses", "transform", "When the host takes no more results, transform ends.",
          "Return the status that emit gave; do not return AMFS_OK.", Need::code, &sink_refuses},
    Check{"cancel-honoured", "transform", "A cancelled call returns soon.",
          "Ask cancelled() in every long loop, and wait for nothing.", Need::code,
          &cancel_honoured},
    Check{"deadline-honoured", "transform", "A call returns soon after its deadline.",
          "Ask cancelled() in every long loop, and wait for nothing.", Need::code,
          &deadline_honoured},
};

}  // namespace

std::span<const Check> transform_checks() { return kChecks; }

}  // namespace host::validator
