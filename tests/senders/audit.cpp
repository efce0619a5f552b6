#include "tests/senders/audit.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/json.hpp"

namespace senders {
namespace {

std::int64_t check_event(crash::HostReader& reader, const std::string& id) {
  const auto event = reader.get("/events/" + id);
  REQUIRE(test::text_member(event, "state") == "done");
  REQUIRE(test::text_member(event, "outcome") == "written");
  const auto& results = event["results"];
  REQUIRE(results.Size() > 0);
  for (const auto& result : results.GetArray()) REQUIRE(result["version"].GetInt64() == 1);
  return results.Size();
}

void check_entry(crash::HostReader& reader, const Event& event, const std::string& id,
                 const std::string& connector) {
  const auto history = reader.get("/history/" + event.entity_path + "/" + event.key);
  REQUIRE(history["version_count"].GetInt64() == 1);
  const auto& version = history["versions"][0];
  REQUIRE(version["current"].GetBool());
  REQUIRE(test::text_member(version["value"], "title") == event.title);
  REQUIRE(test::text_member(version["provenance"], "event_id") == id);
  REQUIRE(test::text_member(version["provenance"], "agent_id") == "webhook/" + connector);
}

}  // namespace

std::int64_t check_connector(crash::HostReader& reader, const std::string& connector,
                             const std::vector<const Sender*>& all) {
  const auto listed = reader.events_by_delivery(connector);
  std::size_t found = 0;
  std::int64_t versions = 0;
  for (const Sender* sender : all) {
    for (const Sent& sent : sender->sent()) {
      INFO(connector << " " << sent.event.id << " " << sent.why);
      REQUIRE(sent.fate != Sent::Fate::open);
      const auto event = listed.find(sent.event.id);
      const bool is_there = event != listed.end();
      if (sent.is_delivered()) REQUIRE(is_there);
      if (!sent.is_delivered() && !sent.may_have_arrived()) REQUIRE_FALSE(is_there);
      if (!is_there) continue;
      ++found;
      versions += check_event(reader, event->second);
      check_entry(reader, sent.event, event->second, connector);
    }
  }
  REQUIRE(listed.size() == found);
  return versions;
}

}  // namespace senders
