// Every real body of Jira, PagerDuty and Slack, signed and delivered as they do, ends under the
// event type and entity path that expected.csv names. (GitHub's: github_fixtures_test.)
#include "tests/integration/proven_headers.hpp"
#include "tests/plugins/event_file.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

// Some files share an id, which makes them repeats of one event: each gets its own.
std::string with_own_id(const harness::EventFile& file, std::size_t number) {
  std::string body = file.payload;
  if (file.delivery_id.empty()) return body;
  const std::string quoted = '"' + file.delivery_id + '"';
  const std::string own = '"' + file.delivery_id + '-' + std::to_string(number) + '"';
  std::size_t at = body.find(quoted);
  REQUIRE(at != std::string::npos);
  for (; at != std::string::npos; at = body.find(quoted, at + own.size()))
    body.replace(at, quoted.size(), own);
  return body;
}

void check_settled(const Answer& event, const harness::EventFile& file, const std::string& base) {
  INFO(event.http.body);
  if (file.event_type.empty()) {  // it is not JSON
    CHECK(event.text("state") == "dead");
    CHECK(event.text("error").rfind("unparseable_body", 0) == 0);
    return;
  }
  CHECK(event.text("state") == "done");
  CHECK(event.text("event_type") == file.event_type);
  bool is_there = event.text("outcome") == "unchanged" || event.text("outcome") == "skipped";
  for (const auto& result : event.at("/results").GetArray()) {
    const std::string path = result["entity_path"].GetString();
    CHECK(path.rfind(base, 0) == 0);
    CHECK(path.find("null") == std::string::npos);
    CHECK(path.find("//") == std::string::npos);
    is_there = is_there || file.entity_path.empty() || path == file.entity_path;
  }
  CHECK(is_there);
}

void check_all(const std::string& provider, const std::string& base, std::size_t files_min) {
  const auto files = harness::real_events(provider);
  if (!files) return;
  REQUIRE(files->size() >= files_min);
  TestHost host;
  host.give_secret(provider);
  host.start();
  const auto manifest =
      host::config::load_manifest(manifest_file(provider, test::built_connectors_dir()));
  REQUIRE(manifest.has_value());
  std::int64_t events = 0;
  for (std::size_t i = 0; i < files->size(); ++i) {
    const harness::EventFile& file = files->at(i);
    INFO(file.name);
    const std::string body = with_own_id(file, i);
    const auto response = host.sender().client().request(
        "POST", "/api/v1/webhooks/" + provider,
        proven_headers(*manifest, kSecret, body, std::to_string(i)), body);
    REQUIRE(response);
    CHECK(response->status == manifest->webhook.success_status);
    if (file.event_type == "url_verification") {
      CHECK(response->header("Content-Type").rfind("text/plain", 0) == 0);
      continue;  // answered, no event
    }
    ++events;
    REQUIRE(host.api().event_count("received") == events);
    const Answer list = host.api().get("/events?limit=1");
    check_settled(host.api().settled_event(list.at("/events/0/id").GetString()), file, base);
  }
  check_alive(host);
}

}  // namespace

TEST_CASE("every Jira fixture arrives where it belongs", "[jira][fixtures]") {
  check_all("jira", "projects/jira", 10);
}

TEST_CASE("every PagerDuty fixture arrives where it belongs", "[pagerduty][fixtures]") {
  check_all("pagerduty", "incidents/pagerduty", 9);
}

TEST_CASE("every Slack fixture arrives where it belongs", "[slack][fixtures]") {
  check_all("slack", "comms/slack", 14);
}
