// Events that no sample of a friendly sender looks like. What reaches a connector has passed the
// host's own checks (JSON, depth, size), but a connector must also survive what has not: hosts have
// defects too.
#include <fmt/format.h>

#include <array>

#include "host/json/pointer_scan.hpp"
#include "host/validator/deliver.hpp"

namespace host::validator {
namespace {

constexpr std::size_t kHugeBytes = std::size_t{1} << 20;
constexpr std::size_t kManyHeaders = 10'000;
constexpr std::size_t kLikesMax = 8;  // samples each oddity is made of

std::string repeat(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

// `odd(event)` makes an odd event of a sample; each comes to a fresh instance and is followed by
// the sample itself, which must be understood as if nothing had happened. `legal`: a host may hand
// it over, so failing is a fault.
template <class F>
Finding survive(const Subject& subject, bool legal, F&& odd) {
  std::size_t likes = 0;
  for (const auto& event : events_of(subject)) {
    if (likes++ == kLikesMax) break;
    Session calm(subject);
    Session session(subject);
    if (!calm.create() || !session.create()) return failed(create_fault(session));
    SampleMemory none;
    SampleMemory memory;
    const std::string expected = deliver(calm, subject, event, none).fingerprint;
    const Delivered delivered = deliver(session, subject, odd(event), memory);
    if (delivered.refused) return failed(*delivered.refused);
    if (!session.facts().faults.empty()) return failed(session.facts().faults.front());
    if (legal && delivered.fault) return failed(*delivered.fault);
    if (session.facts().status == AMFS_INTERNAL && !session.create())
      return failed("no instance can be made after it");  // the host makes a new one as well
    SampleMemory fresh;
    if (deliver(session, subject, event, fresh).fingerprint != expected)
      return failed(event.event_type + ": the next event is understood differently");
  }
  return passed();
}

template <class F>
Finding survive_body(const Subject& subject, bool legal, F&& body_of) {
  return survive(subject, legal, [&](const dispatch::ReadyEvent& event) {
    return make_raw_event(event, body_of(event.payload()));
  });
}

Finding empty_object(const Subject& subject) {
  return survive_body(subject, true, [](const std::string&) { return std::string("{}"); });
}

Finding empty_body(const Subject& subject) {
  return survive_body(subject, false, [](const std::string&) { return std::string(); });
}

Finding not_an_object(const Subject& subject) {
  for (const char* body : {"[]", "null", "17", "\"text\"", "[{\"id\": 1}]"}) {
    Finding finding =
        survive_body(subject, true, [&](const std::string&) { return std::string(body); });
    if (finding.status != Status::passed) return finding;
  }
  return passed();
}

// One more member, of 1 MiB: the rest of the event stays what it is.
Finding huge_body(const Subject& subject) {
  return survive_body(subject, true, [](const std::string& payload) {
    const std::string member = "{\"validate-huge\": \"" + std::string(kHugeBytes, 'x') + "\"";
    if (payload.empty() || payload.front() != '{') return member + "}";
    const bool is_empty = payload.find_first_not_of(" \t\r\n", 1) == payload.rfind('}');
    return member + (is_empty ? "" : ",") + payload.substr(1);
  });
}

// As deep as the host lets through (amfs_event.payload promises no more).
Finding deep_body(const Subject& subject) {
  constexpr auto kLevels = static_cast<std::size_t>(json::kMaxDepth - 1);
  return survive_body(subject, true, [](const std::string&) {
    return repeat("{\"a\":", kLevels) + "1" + repeat("}", kLevels);
  });
}

Finding invalid_utf8(const Subject& subject) {
  return survive_body(subject, false, [](const std::string& payload) {
    std::string broken = payload;
    const std::size_t quote = broken.rfind('"');
    broken.insert(quote == std::string::npos ? 0 : quote, "\xC3\x28\xFF");
    return broken;
  });
}

Finding truncated_body(const Subject& subject) {
  for (const std::size_t part : {4U, 2U}) {  // a quarter and a half of it
    Finding finding = survive_body(subject, false, [&](const std::string& payload) {
      return payload.substr(0, payload.size() / part);
    });
    if (finding.status != Status::passed) return finding;
  }
  return passed();
}

Finding many_headers(const Subject& subject) {
  return survive(subject, true, [](dispatch::ReadyEvent event) {
    for (std::size_t i = 0; i < kManyHeaders; ++i)
      event.headers.emplace_back(fmt::format("X-Validate-{}", i), "value");
    return event;
  });
}

// Twice with one value each, and in another case: names compare without case, the first counts.
Finding duplicate_headers(const Subject& subject) {
  return survive(subject, true, [](dispatch::ReadyEvent event) {
    const auto headers = event.headers;
    for (const auto& [name, value] : headers) {
      std::string other_case = name;
      for (char& c : other_case) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      }
      event.headers.emplace_back(other_case, "");
      event.headers.emplace_back(name, std::string(1024, '\x7F'));
    }
    event.headers.emplace_back("", "");
    return event;
  });
}

Finding unknown_event_type(const Subject& subject) {
  return survive(subject, true, [](dispatch::ReadyEvent event) {
    event.event_type = std::string(128, 'z');
    event.content_type = "text/plain; charset=utf-16";
    event.query = "%00&=&&a=b=c";
    event.delivery_id.clear();
    return event;
  });
}

constexpr char kSurvive[] =
    "Take nothing for granted: members may be missing or of another type, texts of any length.";

constexpr std::array kChecks{
    Check{"empty-object", "odd-events", "An empty payload is understood as nothing to do.",
          kSurvive, Need::code, &empty_object},
    Check{"not-an-object", "odd-events", "A payload that is an array or a scalar does no harm.",
          kSurvive, Need::code, &not_an_object},
    Check{"unknown-event-type", "odd-events", "An unknown event type is left alone.",
          "Return {} for types that the connector does not know.", Need::code, &unknown_event_type},
    Check{"empty-body", "odd-events", "An event without a body does no harm.", kSurvive, Need::code,
          &empty_body},
    Check{"huge-body", "odd-events", "A payload of 1 MiB is understood as well.",
          "Bound what you copy into results; put nothing of unknown size on the stack.", Need::code,
          &huge_body},
    Check{"deep-body", "odd-events", "A payload of 128 levels does no harm.",
          "Keep recursion over the payload light: 128 levels must fit on a small stack.",
          Need::code, &deep_body},
    Check{"invalid-utf8", "odd-events", "A payload that is not UTF-8 does no harm.", kSurvive,
          Need::code, &invalid_utf8},
    Check{"truncated-body", "odd-events", "A payload that is cut short does no harm.",
          "Use lengths: texts do not end with NUL, and JSON may end anywhere.", Need::code,
          &truncated_body},
    Check{"many-headers", "odd-events", "10 000 headers do no harm.",
          "Look headers up by name; do not copy them into something of fixed size.", Need::code,
          &many_headers},
    Check{"duplicate-headers", "odd-events",
          "Repeated, empty and oddly written headers do no harm.",
          "Compare header names without case and take the first.", Need::code, &duplicate_headers},
};

}  // namespace

std::span<const Check> odd_event_checks() { return kChecks; }

}  // namespace host::validator
