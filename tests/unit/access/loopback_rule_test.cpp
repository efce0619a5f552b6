// The loopback rule (contract 2.5): without configured keys, memory is open to programs on this
// machine and to nobody else: no proxy, no page of another site in a local browser.
#include "host/access/access.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/http/make_request.hpp"

using host::access::Access;
using host::access::is_loopback_host;
using host::access::Scope;
using host::config::SecretString;
using http_test::make_request;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

const Access& open_access() {
  static const host::SystemClock clock;
  static const Access access({}, SecretString("amfs_sk_admin"), clock);
  return access;
}

int status(const host::http::Request& request, Scope scope) {
  const auto admission = open_access().admit(request, scope);
  const auto* refusal = std::get_if<host::http::Response>(&admission);
  return refusal == nullptr ? 0 : refusal->status;
}

int read_with(Fields headers) { return status(make_request("GET", "/", headers), Scope::read); }

int write_with(Fields headers) {
  headers.insert(headers.begin(), {"Host", "127.0.0.1:8741"});
  return status(make_request("POST", "/", headers, "{}"), Scope::write);
}

}  // namespace

TEST_CASE("names of this machine", "[access][loopback]") {
  for (const char* host : {"localhost", "LocalHost:8741", "127.0.0.1", "127.0.0.1:80",
                           "127.255.0.3", "[::1]", "[::1]:8741"}) {
    INFO(host);
    CHECK(is_loopback_host(host));
  }
  for (const char* host :
       {"", "localhost.evil.example", "evil.example", "127.0.0.1.evil.example", "128.0.0.1",
        "127x0.0.1", "0.0.0.0", "192.168.0.1", "[::2]", "[::1", "[::1].evil.example",
        "evil.example:127.0.0.1", "localhost@evil.example", "2130706433"}) {
    INFO(host);
    CHECK_FALSE(is_loopback_host(host));
  }
}

TEST_CASE("a local program may read", "[access][loopback]") {
  CHECK(read_with({{"Host", "127.0.0.1:8741"}}) == 0);
  CHECK(read_with({{"Host", "localhost:8741"}, {"User-Agent", "curl/8"}}) == 0);
  CHECK(read_with({{"Host", "localhost"}, {"Origin", "http://localhost:3000"}}) == 0);
  CHECK(read_with({{"Host", "localhost"}, {"Origin", "https://127.0.0.1"}}) == 0);
}

TEST_CASE("a proxy that says nothing but speaks HTTP/1.0 is no local program",
          "[access][loopback]") {
  auto request = make_request("GET", "/", {{"Host", "127.0.0.1:8741"}});
  request.version = 10;
  CHECK(status(request, Scope::read) == 401);
}

TEST_CASE("a peer from outside may not, whatever it claims", "[access][loopback]") {
  auto request = make_request("GET", "/", {{"Host", "localhost"}});
  request.is_loopback_peer = false;
  CHECK(status(request, Scope::read) == 401);
}

TEST_CASE("a foreign or missing Host is DNS rebinding", "[access][loopback]") {
  CHECK(read_with({{"Host", "evil.example"}}) == 401);
  CHECK(read_with({{"Host", "evil.example:8741"}}) == 401);
  CHECK(read_with({}) == 401);
}

TEST_CASE("anything a proxy adds closes the door", "[access][loopback]") {
  for (const char* name : {"Forwarded", "forwarded", "X-Forwarded-For", "X-Forwarded-Proto",
                           "x-forwarded-host", "X-Forwarded-Anything", "X-Real-IP", "Via"}) {
    INFO(name);
    CHECK(read_with({{"Host", "localhost"}, {name, "127.0.0.1"}}) == 401);
    CHECK(read_with({{"Host", "localhost"}, {name, ""}}) == 401);
  }
}

TEST_CASE("a page of another site closes the door", "[access][loopback]") {
  for (const char* origin :
       {"https://evil.example", "http://evil.example:8741", "null", "", "localhost",
        "http://localhost.evil.example", "file://", "http://127.0.0.1.evil.example"}) {
    INFO(origin);
    CHECK(read_with({{"Host", "localhost"}, {"Origin", origin}}) == 401);
  }
  CHECK(read_with({{"Host", "localhost"},
                   {"Origin", "http://localhost"},
                   {"Origin", "https://evil.example"}}) == 401);
}

TEST_CASE("so does what a page of another site loads without naming its origin",
          "[access][loopback]") {
  CHECK(read_with({{"Host", "localhost"}, {"Sec-Fetch-Site", "cross-site"}}) == 401);
  CHECK(read_with({{"Host", "localhost"}, {"sec-fetch-site", "Cross-Site"}}) == 401);
  for (const char* site : {"none", "same-origin", "same-site"}) {
    INFO(site);
    CHECK(read_with({{"Host", "localhost"}, {"Sec-Fetch-Site", site}}) == 0);
  }
  // localhost and 127.0.0.1 are two sites to a browser; its Origin says that both are this machine.
  CHECK(read_with({{"Host", "localhost"},
                   {"Origin", "http://127.0.0.1:3000"},
                   {"Sec-Fetch-Site", "cross-site"}}) == 0);
}

TEST_CASE("an open write must be JSON: what a form or a simple request cannot send",
          "[access][loopback]") {
  CHECK(write_with({{"Content-Type", "application/json"}}) == 0);
  CHECK(write_with({{"Content-Type", "Application/JSON; charset=utf-8"}}) == 0);
  CHECK(write_with({{"Content-Type", "application/json ;x=y"}}) == 0);
  for (const char* type :
       {"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
        "application/jsonp", "text/plain; application/json"}) {
    INFO(type);
    CHECK(write_with({{"Content-Type", type}}) == 415);
  }
  CHECK(write_with({}) == 415);
}

TEST_CASE("payloads, replay and administration need a key from everybody", "[access][loopback]") {
  const auto request = make_request("GET", "/", {{"Host", "localhost"}});
  CHECK(status(request, Scope::read) == 0);
  CHECK(status(request, Scope::operate) == 401);
  CHECK(status(request, Scope::admin) == 401);
  CHECK(status(request, Scope::ingest) == 401);
}

TEST_CASE("configured keys end the exception", "[access][loopback]") {
  std::vector<SecretString> keys;
  keys.emplace_back("amfs_sk_configured");
  const host::SystemClock clock;
  const Access access(keys, SecretString("amfs_sk_admin"), clock);
  CHECK(access.has_configured_keys());
  CHECK_FALSE(open_access().has_configured_keys());
  const auto admission =
      access.admit(make_request("GET", "/", {{"Host", "localhost"}}), Scope::read);
  CHECK(std::holds_alternative<host::http::Response>(admission));
}
