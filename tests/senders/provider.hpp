// A provider as a receiver meets it: what it delivers, and the rules it has published for retrying
// and for switching a subscription off. One provider_<name>.cpp each; nothing else knows them.
//
// Times are those of the simulation's clock, which nobody waits for. Two are real, because the host
// under test sees them: how long an answer may take, and what a signature says about the time.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/http_client.hpp"

namespace senders {

using Seconds = std::chrono::seconds;

// When a provider stops delivering at all. A rule that it does not have is zero.
struct DisableRule {
  int drops_in_a_row = 0;
  double failed_share = 0;  // of the attempts within `window`
  Seconds window{0};
  int attempts_at_least = 0;  // so many count even when there were fewer
  Seconds lasts{0};           // 0: until somebody enables it again
};

struct Rules {
  std::chrono::milliseconds timeout;  // real
  bool (*is_delivered)(int status);
  bool (*is_retried)(int status);  // of those not delivered; no answer is always retried
  std::vector<Seconds> waits;      // before each further attempt, after the failed one
  Seconds give_up_after{0};        // the last wait repeats until then; 0: one attempt for each wait
  DisableRule disable;
};

// One version of one thing: an issue, an incident, a message.
struct Draft {
  std::string stream;  // of lowercase letters: keeps the things of several senders apart
  int number = 0;      // of the thing
  int change = 0;      // 0: it came into being
  std::string title;
  std::string time;  // when it happened, as JSON
};

struct Event {
  std::string id;    // what the host lists as delivery_id
  std::string kind;  // what the provider calls it
  std::string title;
  std::string body;
  std::string entity_path, key;  // of the entry that it writes
};

struct Signing {
  std::string secret;
  Seconds clock_skew{0};  // real: the sender's clock minus the host's
};

struct Try {
  int number = 0;              // 0: the first attempt
  std::string last_failure{};  // of the attempt before: "http_error", "connection_failed"
};

struct Provider {
  std::string name;  // of the built-in connector
  Rules rules;
  Event (*make_event)(const Draft& draft);
  test::HttpHeaders (*headers)(const Event& event, const Signing& signing, const Try& attempt);
  // A moment as the provider writes it, and any number in its place.
  std::string (*time_at)(std::int64_t unix_seconds);
  std::string (*time_number)(const std::string& digits);
  std::int64_t units_per_second = 1;  // of such a number
};

Provider github();
Provider pagerduty();
Provider slack();
Provider jira();

// Those whose connector was built. Says loudly which are missing.
std::vector<Provider> built_providers();

// Tells the things of all streams apart, where a provider numbers them.
std::int64_t number_of(const Draft& draft);

// "2026-11-23T09:44:00Z" in quotation marks.
std::string rfc3339_json(std::int64_t unix_seconds);

inline bool is_success(int status) { return status / 100 == 2; }
inline bool is_server_error(int status) { return status / 100 == 5; }

}  // namespace senders
