// Who may do what (contract 2.5), over HTTP against the real host.
#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

constexpr char kKey[] = "amfs_sk_of_this_test";
constexpr char kWrite[] = R"({"source":"cli","entity_path":"notes","key":"k","value":1})";

struct Route {
  const char* method;
  const char* target;
  bool is_memory;  // open on loopback while no keys are configured
};

constexpr Route kRoutes[] = {
    {"GET", "/entries", true},
    {"GET", "/entry?entity_path=a&key=b", true},
    {"GET", "/entries/a/b", true},
    {"GET", "/history/a/b", true},
    {"GET", "/search?query=a", true},
    {"POST", "/search", true},
    {"GET", "/stats", true},
    {"GET", "/events", true},
    {"GET", "/connectors", true},
    {"GET", "/connectors/github", true},
    {"POST", "/events", true},
    {"GET", "/deadletters", false},
    {"GET", "/events/evt_none", false},
    {"POST", "/events/evt_none/replay", false},
};

// The status of a call with these headers, whoever makes it.
int call(TestHost& host, const Route& route, test::HttpHeaders headers) {
  const bool is_write = std::string(route.method) == "POST";
  if (is_write) headers.emplace_back("Content-Type", "application/json");
  const std::string body = std::string(route.target) == "/events" ? kWrite : "{}";
  return host.sender().call(route.method, route.target, is_write ? body : "", headers).status;
}

bool is_open(int status) { return status != 401 && status != 403 && status != 415 && status < 500; }

}  // namespace

TEST_CASE("with keys configured nothing but health is open", "[access]") {
  TestHost host;
  host.options().environment["AMFS_API_KEYS"] = std::string(kKey) + ",amfs_sk_second";
  host.start();
  const std::string admin = host.process().admin_key();
  for (const Route& route : kRoutes) {
    INFO(route.method << " " << route.target);
    CHECK(call(host, route, {}) == 401);
    CHECK(call(host, route, {{"X-AMFS-API-Key", "wrong"}}) == 401);
    CHECK(is_open(call(host, route, {{"X-AMFS-API-Key", kKey}})));
    CHECK(is_open(call(host, route, {{"Authorization", "Bearer amfs_sk_second"}})));
    CHECK(is_open(call(host, route, {{"X-AMFS-API-Key", admin}})));
  }
  CHECK(host.sender().get("/entries").code() == "api_key_missing");
  CHECK(host.sender().call("GET", "/entries", "", {{"X-AMFS-API-Key", "wrong"}}).code() ==
        "api_key_invalid");
  CHECK(host.sender().get("/health").status == 200);
  CHECK(host.sender().get("/ready").status == 200);
}

TEST_CASE("without keys memory is open to this machine, the rest is not", "[access]") {
  TestHost host;
  host.start();
  for (const Route& route : kRoutes) {
    INFO(route.method << " " << route.target);
    CHECK(is_open(call(host, route, {})) == route.is_memory);
    CHECK(is_open(call(host, route, {{"X-AMFS-API-Key", host.process().admin_key()}})));
    CHECK(call(host, route, {{"X-AMFS-API-Key", "wrong"}}) == 401);
  }
}

TEST_CASE("what comes through a proxy or from another site is not this machine", "[access]") {
  TestHost host;
  host.start();
  for (const test::HttpHeaders& headers :
       {test::HttpHeaders{{"X-Forwarded-For", "203.0.113.9"}},
        test::HttpHeaders{{"Forwarded", "for=203.0.113.9"}},
        test::HttpHeaders{{"X-Real-IP", "203.0.113.9"}}, test::HttpHeaders{{"Via", "1.1 proxy"}},
        test::HttpHeaders{{"Origin", "https://evil.example"}},
        test::HttpHeaders{{"Origin", "null"}}, test::HttpHeaders{{"Host", "evil.example"}}}) {
    INFO(headers[0].first);
    for (const Route& route : kRoutes) CHECK(call(host, route, headers) == 401);
  }
  CHECK(host.api().get("/stats").at("/total_entries").GetInt() == 0);
}

TEST_CASE("a page's simple request cannot write", "[access]") {
  TestHost host;
  host.start();
  for (const char* type :
       {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"}) {
    const Answer answer = host.sender().call("POST", "/events", kWrite, {{"Content-Type", type}});
    CHECK(answer.status == 415);
  }
  CHECK(host.sender().call("POST", "/events", kWrite).status == 415);
  CHECK(host.api().get("/stats").at("/total_entries").GetInt() == 0);
}

TEST_CASE("no answer invites another site in", "[access]") {
  TestHost host;
  host.start();
  const Answer answer =
      host.sender().call("GET", "/entries", "", {{"Origin", "http://localhost:3000"}});
  CHECK(answer.http.header("Access-Control-Allow-Origin") != "*");
  CHECK(answer.http.header("Access-Control-Allow-Credentials").empty());
}

TEST_CASE("a webhook needs its signature, not a key; unless the operator wants both", "[access]") {
  TestHost host({"echo"});
  const std::string body = R"({"project":"shop","id":"1"})";
  SECTION("only the signature") {
    host.options().environment["AMFS_API_KEYS"] = kKey;
    host.start();
    CHECK(host.deliver("echo", body, signed_headers(body)).status == 200);
    test::HttpHeaders unsigned_with_key{{"Content-Type", "application/json"},
                                        {"X-AMFS-API-Key", kKey}};
    CHECK(host.deliver("echo", body, unsigned_with_key).code() == "signature_missing");
  }
  SECTION("both") {
    write_file(host.dir() / "amfs.yaml", "auth: {require_key_on_webhooks: true}\n");
    host.options().arguments = {"--config", host.dir() / "amfs.yaml"};
    host.options().environment["AMFS_API_KEYS"] = kKey;
    host.start();
    test::HttpHeaders headers = signed_headers(body);
    CHECK(host.deliver("echo", body, headers).code() == "api_key_missing");
    headers.emplace_back("X-AMFS-API-Key", "wrong");
    CHECK(host.deliver("echo", body, headers).code() == "api_key_invalid");
    set_header(headers, "X-AMFS-API-Key", kKey);
    CHECK(host.deliver("echo", body, headers).status == 200);
    set_header(headers, "X-Signature", "sha256=00");
    CHECK(host.deliver("echo", body, headers).code() == "signature_invalid");
  }
}
