// GET /metrics of a real host: what is counted, to the digit, after known traffic; what never
// becomes a label; and that docs/operators/metrics.md says the same names.
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "tests/integration/event_stream.hpp"
#include "tests/integration/test_host.hpp"
#include "tests/support/metrics_text.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

const std::string kWebhookRoute = "method=\"POST\",route=\"/api/v1/webhooks/{connector}\"}";

test::MetricsText scrape(TestHost& host) {
  const auto answer = test::HttpClient(host.process().monitor_port()).get("/metrics");
  REQUIRE(answer.has_value());
  REQUIRE(answer->status == 200);
  return test::MetricsText(answer->body);
}

// How much each series of one host has grown since the last look.
class Growth {
 public:
  explicit Growth(TestHost& host) : host_(host), before_(scrape(host)) {}

  void look() { after_.emplace(scrape(host_)); }
  double of(const std::string& series) const {
    const double before = before_.has(series) ? before_.value(series) : 0;
    return after_->value(series) - before;
  }
  // 0 for a series that is not there.
  double of_any(const std::string& series) const { return after_->has(series) ? of(series) : 0; }
  const test::MetricsText& now() const { return *after_; }

 private:
  TestHost& host_;
  const test::MetricsText before_;
  std::optional<test::MetricsText> after_;
};

std::string faulty(const std::string& mode) {
  return R"({"mode":")" + mode + R"(","id":")" + mode + R"("})";
}

void drive(TestHost& host) {
  const std::string body = R"({"project":"shop","id":"1"})";
  host.api().settled_event(host.accept("echo", body, "d1"));
  CHECK(host.deliver("echo", body, signed_headers(body, "d1")).text("status") == "duplicate");
  test::HttpHeaders forged = signed_headers(body, "d2");
  set_header(forged, "X-Signature", "sha256=00");
  CHECK(host.deliver("echo", body, forged).code() == "signature_invalid");
  const std::string large(std::size_t{2} << 20, 'x');
  CHECK(host.deliver("echo", large, signed_headers(large)).code() == "payload_too_large");
  CHECK(host.deliver("no-such", body, signed_headers(body)).code() == "unknown_endpoint");
  CHECK(host.sender().get("/no-such-route").code() == "not_found");
  CHECK(host.sender()
            .post("/events", R"({"source":"ci","entity_path":"p","key":"k","value":1})")
            .status == 200);
  for (const char* mode : {"ok", "throw", "skip", "unmatched", "empty", "bad_path", "context"}) {
    host.api().settled_event(host.accept("faulty", faulty(mode)));
  }
  const std::string unreadable = "no json";
  host.accept("faulty", unreadable);
}

}  // namespace

TEST_CASE("known traffic moves the counters by what it was", "[metrics]") {
  TestHost host({"echo", "faulty"});
  host.start();
  Growth growth(host);
  drive(host);
  growth.look();

  CHECK(growth.of("amfs_http_requests_total{class=\"2xx\"," + kWebhookRoute) == 10);
  CHECK(growth.of("amfs_http_requests_total{class=\"4xx\"," + kWebhookRoute) == 3);
  CHECK(growth.of("amfs_http_requests_total{class=\"5xx\"," + kWebhookRoute) == 0);
  CHECK(growth.of(R"(amfs_http_requests_total{class="4xx",method="",route=""})") == 1);
  CHECK(growth.of(R"(amfs_http_refused_total{reason="no_route"})") == 1);
  CHECK(growth.of("amfs_ack_seconds_count") == 10);
  CHECK(growth.of("amfs_ack_seconds_sum") > 0);
  for (const char* code :
       {"signature_invalid", "payload_too_large", "unknown_endpoint", "not_found"}) {
    INFO(code);
    CHECK(growth.of_any("amfs_http_problems_total{code=\"" + std::string(code) + "\"}") == 1);
  }
  CHECK(growth.of(R"(amfs_refusals_total{code="signature_invalid",connector="echo"})") == 1);
  CHECK(growth.of(R"(amfs_refusals_total{code="payload_too_large",connector="echo"})") == 1);
  CHECK(growth.of(R"(amfs_refusals_total{code="unknown_endpoint",connector=""})") == 1);

  const auto webhooks = [&](const std::string& connector, const std::string& result) {
    return growth.of("amfs_webhooks_total{connector=\"" + connector + "\",result=\"" + result +
                     "\"}");
  };
  CHECK(webhooks("echo", "accepted") == 1);
  CHECK(webhooks("echo", "duplicate") == 1);
  CHECK(webhooks("faulty", "accepted") == 7);
  CHECK(webhooks("faulty", "unparseable") == 1);
  CHECK(webhooks("faulty", "refused") == 0);
  CHECK(webhooks("github", "accepted") == 0);

  const auto settled = [&](const std::string& result) {
    return growth.of("amfs_events_settled_total{connector=\"faulty\",result=\"" + result + "\"}");
  };
  CHECK(settled("written") == 1);
  CHECK(settled("context") == 1);
  CHECK(settled("skipped") == 1);
  CHECK(settled("raw") == 3);
  CHECK(settled("unchanged") == 0);
  CHECK(settled("retrying") == 2);  // three attempts
  CHECK(settled("dead") == 1);
  for (const char* reason : {"unmatched", "no_results", "refused_results"}) {
    INFO(reason);
    CHECK(growth.of("amfs_events_raw_total{connector=\"faulty\",reason=\"" + std::string(reason) +
                    "\"}") == 1);
  }
  CHECK(growth.of(R"(amfs_transform_seconds_count{connector="faulty"})") == 9);
  CHECK(growth.of(R"(amfs_transform_failures_total{connector="faulty"})") == 3);
  CHECK(growth.of(R"(amfs_transform_seconds_count{connector="echo"})") == 1);

  CHECK(growth.of("amfs_events_received_total") == 10);  // nine from webhooks, one direct
  CHECK(growth.of("amfs_duplicates_total") == 1);
  CHECK(growth.of(R"(amfs_events{state="received"})") == 0);
  CHECK(growth.of(R"(amfs_events{state="retrying"})") == 0);
  CHECK(growth.of(R"(amfs_events{state="dead"})") == 2);
  CHECK(growth.of(R"(amfs_events{state="done"})") == 8);
  // Ten events, a duplicate, and what the lanes made of them.
  CHECK(growth.of("amfs_store_operations_total") >= 11 + 10);
  CHECK(growth.of("amfs_store_commit_seconds_count") >= 1);
  CHECK(growth.now().value(R"(amfs_store_queue_operations{kind="append"})") == 0);
  host.stop();
}

TEST_CASE("gauges say how the host is", "[metrics]") {
  TestHost host({"echo", "gate"});
  host.options().environment.erase("AMFS_CONNECTOR_GITHUB_SECRET");
  host.start();
  const test::MetricsText now = scrape(host);
  CHECK(now.value(R"(amfs_connectors{state="ready"})") >= 2);
  CHECK(now.value(R"(amfs_connectors{state="unconfigured"})") >= 1);
  CHECK(now.value(R"(amfs_connector_ready{connector="echo"})") == 1);
  CHECK(now.value(R"(amfs_connector_ready{connector="github"})") == 0);
  CHECK(now.value("amfs_store_writable") == 1);
  CHECK(now.value("amfs_store_disk_free_bytes") > now.value("amfs_store_disk_reserve_bytes"));
  CHECK(now.value(R"(amfs_store_file_bytes{file="main"})") > 0);
  CHECK(now.value("amfs_http_connections_limit") == 4096);
  CHECK(now.value("amfs_http_in_flight_bytes") == 0);
  CHECK(now.value("process_resident_memory_bytes") > 1e6);
  CHECK(now.value("process_open_fds") > 3);
  CHECK(now.value("process_open_fds") < now.value("process_max_fds"));
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(
                           std::chrono::system_clock::now().time_since_epoch())
                           .count();
  CHECK(std::abs(now.value("process_start_time_seconds") - static_cast<double>(seconds)) < 120);
  CHECK(now.label_values("version").size() == 1);

  CHECK(now.value("amfs_streams") == 0);
  const EventStream stream(host.process().port());
  CHECK(test::wait_until([&] { return scrape(host).value("amfs_streams_opened_total") == 1; },
                         kSettlePatience));
  CHECK(scrape(host).value("amfs_streams") == 1);
  host.stop();
}

TEST_CASE("what waits for a connector that does not run is counted, and old", "[metrics]") {
  TestHost host({"echo"});
  write_file(host.dir() / "amfs.yaml", "connectors: {echo: {enabled: false}}\n");
  host.options().arguments = {"--config", host.dir() / "amfs.yaml"};
  host.start();
  const std::string events = R"(amfs_backlog_events{connector="echo"})";
  CHECK(scrape(host).value(events) == 0);
  CHECK(scrape(host).value(R"(amfs_connectors{state="disabled"})") == 1);
  host.accept("echo", R"({"project":"p","id":"1"})");
  host.accept("echo", R"({"project":"p","id":"2"})");
  const test::MetricsText held = scrape(host);
  CHECK(held.value(events) == 2);
  CHECK(held.value(R"(amfs_backlog_oldest_seconds{connector="echo"})") > 0);
  CHECK(held.value(R"(amfs_events{state="received"})") == 2);
  CHECK(held.value(R"(amfs_connector_ready{connector="echo"})") == 0);

  std::filesystem::create_directory(host.plugins_dir() + "/.removed");
  write_file(host.plugins_dir() + "/.removed/echo", "");
  REQUIRE(test::wait_until([&] { return host.api().get("/connectors/echo").status == 404; },
                           kSettlePatience));
  const test::MetricsText removed = scrape(host);
  CHECK_FALSE(removed.has(events));
  CHECK(removed.value("amfs_backlog_events{connector=\"(removed)\"}") == 2);
  host.stop();
  host.start();  // a store's own figures outlive the process
  CHECK(scrape(host).value("amfs_events_received_total") == 2);
  CHECK(scrape(host).value(R"(amfs_events{state="received"})") == 2);
}

TEST_CASE("nothing that a stranger says becomes a label", "[metrics]") {
  TestHost host({"echo"});
  host.start();
  const std::string body = R"({"project":"evil-project","id":"evil-id"})";
  for (const std::string name : {"evil-connector", "evil%22%0A", "echo/evil-token"}) {
    host.deliver(name, body, signed_headers(body));
  }
  test::HttpHeaders headers = signed_headers(body, "evil-delivery");
  headers.emplace_back("X-Event-Type", "evil.type");
  CHECK(host.deliver("echo", body, headers).status == 200);
  host.sender().get("/evil-route?evil=1");
  host.sender().call("EVIL", "/entries");
  host.sender().get("/entries/evil/path");
  host.sender().post(
      "/events", R"({"source":"evil-source","entity_path":"evil","key":"evil","value":"evil"})");
  host.api().post("/admin/api-keys",
                  R"({"name":"evil-key","scopes":["read"],"tenant":"evil-tenant"})");
  const auto text = test::HttpClient(host.process().monitor_port()).get("/metrics");
  REQUIRE(text.has_value());
  CHECK(text->body.find("evil") == std::string::npos);
  CHECK(text->body.find(kSecret) == std::string::npos);
  CHECK(text->body.find(host.process().admin_key()) == std::string::npos);
  const test::MetricsText read(text->body);
  for (const std::string& connector : read.label_values("connector")) {
    INFO(connector);
    CHECK((connector.empty() || connector == "(removed)" ||
           host.api().get("/connectors/" + connector).status == 200));
  }
}

TEST_CASE("the monitor has an address of its own", "[metrics]") {
  TestHost host;
  host.start();
  CHECK(host.sender().client().get("/metrics")->status == 404);
  test::HttpClient monitor(host.process().monitor_port());
  const auto metrics = monitor.get("/metrics");
  REQUIRE(metrics.has_value());
  CHECK(metrics->header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
  CHECK(metrics->header("X-Request-Id").size() == 16);
  CHECK(monitor.get("/health")->status == 200);
  CHECK(monitor.get("/ready")->status == 200);
  CHECK(monitor.get("/")->status == 404);
  CHECK(monitor.get("/api/v1/entries")->status == 404);
  const auto post = monitor.request("POST", "/metrics", {}, "x");
  REQUIRE(post.has_value());
  CHECK(post->status == 405);
  CHECK(post->header("Allow") == "GET, HEAD");
  CHECK(host.stop() == 0);
}

TEST_CASE("a monitor port that is taken", "[metrics][startup]") {
  TestHost first;
  first.start();
  TestHost second;
  const std::string taken = std::to_string(first.process().monitor_port());
  std::string& port = second.options().environment["AMFS_MONITOR_PORT"];
  SECTION("is an error when it was asked for") {
    port = taken;
    try {
      second.start();
      FAIL("the host started");
    } catch (const test::HostStartError& error) {
      CHECK(error.exit_code == 1);
      CHECK(error.stderr_text.find("port " + taken + " is already in use") != std::string::npos);
      CHECK(error.stderr_text.find("AMFS_MONITOR_PORT (monitor.port)") != std::string::npos);
    }
  }
  SECTION("is avoided when nobody set one") {
    port = "";  // counts as not set
    TestHost third;
    third.options().environment["AMFS_MONITOR_PORT"] = "";
    second.start();
    // Unless another program has the default port, the second host has it now.
    TestHost& late = second.process().monitor_port() == 9741 ? third : second;
    if (&late == &third) third.start();
    CHECK(late.process().monitor_port() != 9741);
    CHECK(late.process().stderr_text().find("port 9741 is in use") != std::string::npos);
    CHECK(scrape(late).value("amfs_store_writable") == 1);
  }
  SECTION("does not matter when metrics are off") {
    port = "off";
    second.start();
    CHECK_THROWS(second.process().monitor_port());
    check_alive(second);
  }
  check_alive(first);
}

TEST_CASE("the page of metrics and a scrape name the same ones", "[metrics]") {
  std::ifstream in(AMFS_SOURCE_DIR "/docs/operators/metrics.md");
  const std::string page{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const std::regex row(R"(\n\| `([a-z_]+)` \| (counter|gauge|histogram) \|([^|]*)\|)");
  std::map<std::string, std::string> said;
  std::map<std::string, std::set<std::string>> labels;
  const std::regex name("`([a-z]+)`");
  for (std::sregex_iterator it(page.begin(), page.end(), row), end; it != end; ++it) {
    INFO((*it)[1]);
    CHECK(said.emplace((*it)[1], (*it)[2]).second);  // one row each
    const std::string cell = (*it)[3];
    for (std::sregex_iterator one(cell.begin(), cell.end(), name); one != end; ++one) {
      labels[(*it)[1]].insert((*one)[1]);
    }
  }
  TestHost host({"echo", "faulty"});
  host.start();
  drive(host);
  const test::MetricsText now = scrape(host);
  const std::regex label(R"re(([a-z]+)="[^"]*")re");
  for (const auto& [metric, family] : now.families()) {
    INFO(metric);
    REQUIRE(said.count(metric) == 1);
    CHECK(said[metric] == family.type);
    std::set<std::string> used;
    for (const auto& [series, value] : family.series) {
      for (std::sregex_iterator it(series.begin(), series.end(), label), end; it != end; ++it) {
        used.insert((*it)[1]);
      }
    }
    used.erase("le");
    CHECK(used == labels[metric]);
  }
  for (const auto& [metric, type] : said) {
    INFO(metric);
    CHECK(now.families().count(metric) == 1);
  }
}
