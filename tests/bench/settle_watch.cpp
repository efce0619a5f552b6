#include "tests/bench/settle_watch.hpp"

#include <poll.h>

#include <charconv>
#include <stdexcept>
#include <string>

#include "tests/bench/http_client.hpp"
#include "tests/bench/monotonic.hpp"

namespace bench {
namespace {

constexpr int kPollMs = 20;

std::uint64_t number_of(std::string_view object, std::string_view name) {
  const std::string key = "\"" + std::string(name) + "\":";
  const std::size_t at = object.find(key);
  std::uint64_t number = 0;
  if (at != std::string_view::npos) {
    std::string_view text = object.substr(at + key.size());
    while (text.starts_with(' ')) text.remove_prefix(1);
    if (std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc()) {
      return number;
    }
  }
  throw std::runtime_error("/api/v1/stats has no number events." + std::string(name));
}

EventCounts fetch(HttpClient& client) {
  const HttpClient::Answer answer = client.get("/api/v1/stats");
  if (answer.status != 200) {
    throw std::runtime_error("GET /api/v1/stats answered " + std::to_string(answer.status));
  }
  return parse_event_counts(answer.body);
}

}  // namespace

EventCounts parse_event_counts(std::string_view stats_json) {
  const std::size_t at = stats_json.find("\"events\":");
  if (at == std::string_view::npos) throw std::runtime_error("/api/v1/stats has no \"events\"");
  const std::string_view rest = stats_json.substr(at);
  const std::string_view object = rest.substr(0, rest.find('}'));
  return {number_of(object, "received"), number_of(object, "done"), number_of(object, "dead"),
          number_of(object, "duplicates")};
}

EventCounts fetch_event_counts(const Target& target) {
  HttpClient client(target);
  return fetch(client);
}

EventCounts wait_until_settled(const Target& target, std::uint64_t expected,
                               std::int64_t timeout_ns) {
  HttpClient client(target);
  const std::int64_t deadline = now_ns() + timeout_ns;
  for (;;) {
    const EventCounts counts = fetch(client);
    if (counts.received >= expected && counts.done + counts.dead >= counts.received) return counts;
    if (now_ns() > deadline) {
      throw std::runtime_error("the host settled " + std::to_string(counts.done + counts.dead) +
                               " of " + std::to_string(expected) + " events, then time was up");
    }
    poll(nullptr, 0, kPollMs);
  }
}

}  // namespace bench
