// Rates, quotas and listed origins from amfs.yaml, against the real host.
#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

void configure(TestHost& host, const std::string& yaml) {
  write_file(host.dir() / "amfs.yaml", yaml);
  host.options().arguments = {"--config", host.dir() / "amfs.yaml"};
  host.start();
}

std::string key_of_tenant(TestHost& host, const std::string& tenant) {
  return host.api()
      .post("/admin/api-keys",
            R"({"name":"t","scopes":["read","write"],"tenant":")" + tenant + R"("})")
      .text("key");
}

std::string write_of(int n) {
  return R"({"source":"cli","entity_path":"notes","key":"k)" + std::to_string(n) +
         R"(","value":1})";
}

}  // namespace

TEST_CASE("a tenant over its requests per minute is told when to come back", "[limits]") {
  TestHost host;
  configure(host,
            "limits: {requests_per_minute: 5}\n"
            "tenants:\n  large: {requests_per_minute: 0}\n");
  Api small(host.process().port(), key_of_tenant(host, "small"));
  Api large(host.process().port(), key_of_tenant(host, "large"));
  for (int i = 0; i < 5; ++i) CHECK(small.get("/entries").status == 200);
  const Answer refused = small.get("/entries");
  CHECK(refused.status == 429);
  CHECK(refused.code() == "rate_limited");
  const int seconds = std::stoi(refused.http.header("Retry-After"));
  CHECK(seconds >= 1);
  CHECK(seconds <= 12);
  for (int i = 0; i < 20; ++i) CHECK(large.get("/entries").status == 200);
  CHECK(host.sender().get("/health").status == 200);
  // The operator can still act, whatever the default tenant used up.
  for (int i = 0; i < 20; ++i) CHECK(host.api().get("/admin/api-keys").status == 200);
}

TEST_CASE("deliveries beyond the tenant's rate are put off, strangers do not use it up",
          "[limits]") {
  TestHost host({"echo"});
  configure(host, "limits: {webhooks_per_second: 1, webhooks_burst: 2}\n");
  const std::string body = R"({"project":"shop","id":"1"})";
  for (int i = 0; i < 20; ++i) {
    test::HttpHeaders forged = signed_headers(body);
    set_header(forged, "X-Signature", "sha256=00");
    CHECK(host.deliver("echo", body, forged).code() == "signature_invalid");
  }
  int accepted = 0;
  int put_off = 0;
  for (int i = 0; i < 20; ++i) {
    const std::string one = R"({"project":"shop","id":")" + std::to_string(i) + R"("})";
    const Answer answer = host.deliver("echo", one, signed_headers(one));
    if (answer.status == 200) {
      ++accepted;
      continue;
    }
    CHECK(answer.status == 503);
    CHECK(answer.code() == "overloaded");
    CHECK(answer.http.header("Retry-After") == "1");
    ++put_off;
  }
  CHECK(accepted >= 2);
  CHECK(put_off >= 1);
  CHECK(host.api().event_count("received") == accepted);
  CHECK(host.api().get("/admin/refusals").http.body.find("echo") != std::string::npos);
}

TEST_CASE("a full tenant writes nothing more, others do", "[limits]") {
  TestHost host({"echo"});
  configure(host, "limits: {entries_max: 3}\ntenants: {large: {entries_max: 1000}}\n");
  int written = 0;
  Answer last;
  const bool full = test::wait_until(
      [&] {
        last = host.api().post("/events", write_of(written));
        written += last.status == 200 ? 1 : 0;
        return last.status != 200;
      },
      kSettlePatience);
  REQUIRE(full);
  CHECK(written >= 3);
  CHECK(last.status == 429);
  CHECK(last.code() == "quota_exceeded");
  CHECK(last.http.header("Retry-After") == "60");
  const std::string body = R"({"project":"shop","id":"1"})";
  const Answer delivery = host.deliver("echo", body, signed_headers(body));
  CHECK(delivery.status == 503);
  CHECK(delivery.code() == "storage_quota");
  CHECK(delivery.http.header("Retry-After") == "60");
  CHECK(host.api().get("/entries").status == 200);
  Api large(host.process().port(), key_of_tenant(host, "large"));
  for (int i = 0; i < 5; ++i) CHECK(large.post("/events", write_of(i)).status == 200);
}

TEST_CASE("a listed origin's page may read answers, another's may not", "[cors]") {
  TestHost host;
  configure(host, "http: {cors_origins: [\"https://app.example\"]}\n");
  const auto ask = [&](const std::string& method, const std::string& origin) {
    test::HttpHeaders headers{{"Origin", origin}};
    if (method == "OPTIONS") headers.emplace_back("Access-Control-Request-Method", "POST");
    return host.api().call(method, "/entries", "", headers).http;
  };
  const auto preflight = ask("OPTIONS", "https://app.example");
  CHECK(preflight.status == 204);
  CHECK(preflight.header("Access-Control-Allow-Origin") == "https://app.example");
  CHECK(preflight.header("Access-Control-Allow-Headers").find("X-AMFS-API-Key") !=
        std::string::npos);
  CHECK(preflight.header("Access-Control-Allow-Credentials").empty());
  const auto listed = ask("GET", "https://app.example");
  CHECK(listed.status == 200);
  CHECK(listed.header("Access-Control-Allow-Origin") == "https://app.example");
  CHECK(listed.header("Vary") == "Origin");
  for (const char* origin :
       {"https://evil.example", "null", "https://app.example.evil", "http://app.example", "*"}) {
    INFO(origin);
    CHECK(ask("OPTIONS", origin).status == 405);
    CHECK(ask("OPTIONS", origin).header("Access-Control-Allow-Origin").empty());
    CHECK(ask("GET", origin).header("Access-Control-Allow-Origin").empty());
  }
  // The next request of the same connection has its own origin, or none.
  CHECK(host.api().get("/entries").http.header("Access-Control-Allow-Origin").empty());
}
