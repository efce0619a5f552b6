#include "tests/crash/host_reader.hpp"

#include <stdexcept>

#include "tests/support/json.hpp"
#include "tests/support/wait_until.hpp"

namespace crash {
namespace {

constexpr int kPageSize = 500;

}  // namespace

HostReader::HostReader(const test::HostProcess& host)
    : client_(host.port()), key_{{"X-AMFS-API-Key", host.admin_key()}} {}

rapidjson::Document HostReader::get(const std::string& target) {
  const auto response = client_.get("/api/v1" + target, key_);
  if (!response) throw std::runtime_error("no answer to GET " + target);
  if (response->status != 200) {
    throw std::runtime_error("GET " + target + ": " + std::to_string(response->status) + " " +
                             response->body);
  }
  return test::parse_json(response->body);
}

EventCounts HostReader::counts() {
  const auto stats = get("/stats");
  const auto& events = stats["events"];
  return {events["received"].GetInt64(), events["done"].GetInt64(), events["retrying"].GetInt64(),
          events["dead"].GetInt64()};
}

EventCounts HostReader::wait_until_settled() {
  EventCounts last;
  const bool settled = test::wait_until(
      [&] {
        last = counts();
        return last.done + last.dead == last.received;
      },
      kSettlePatience);
  if (!settled) {
    throw std::runtime_error("only " + std::to_string(last.done + last.dead) + " of " +
                             std::to_string(last.received) + " events were settled in time");
  }
  return last;
}

std::map<std::string, std::string> HostReader::events_by_delivery(const std::string& connector) {
  std::map<std::string, std::string> events;
  const std::string list = "/events?connector=" + connector + "&limit=" + std::to_string(kPageSize);
  std::string cursor;
  do {
    const auto page = get(cursor.empty() ? list : list + "&cursor=" + cursor);
    for (const auto& event : page["events"].GetArray()) {
      const std::string delivery = test::text_member(event, "delivery_id");
      if (!events.emplace(delivery, test::text_member(event, "id")).second) {
        throw std::runtime_error("delivery " + delivery + " is in the list of events twice");
      }
    }
    cursor = test::text_member(page, "next_cursor");
  } while (!cursor.empty());
  return events;
}

std::int64_t HostReader::version_total() {
  return get("/entries?include_superseded=true&limit=1")["total"].GetInt64();
}

}  // namespace crash
