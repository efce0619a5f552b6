// API keys: where they are read from, which win, and what every scope asks for.
#include "host/access/access.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/http/make_request.hpp"

using host::access::Access;
using host::access::Scope;
using host::config::SecretString;
using http_test::make_request;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

const char* kConfigured = "amfs_sk_configured";
const char* kAdmin = "amfs_sk_admin";

Access access_with(const std::vector<std::string>& keys, const std::string& admin = kAdmin) {
  std::vector<SecretString> secrets;
  for (const std::string& key : keys) secrets.emplace_back(key);
  static const host::SystemClock clock;
  return Access(secrets, SecretString(admin), clock);
}

// Status of the refusal; 0 when the request may go on.
int refused(const Access& access, const Fields& headers, Scope scope = Scope::read) {
  const auto admission = access.admit(make_request("GET", "/", headers), scope);
  const auto* refusal = std::get_if<host::http::Response>(&admission);
  return refusal == nullptr ? 0 : refusal->status;
}

std::string code_of(const Access& access, const Fields& headers) {
  const auto admission = access.admit(make_request("GET", "/", headers), Scope::admin);
  const auto* refusal = std::get_if<host::http::Response>(&admission);
  REQUIRE(refusal != nullptr);
  const std::string& body = refusal->body;
  const std::size_t at = body.find("\"code\":\"") + 8;
  return body.substr(at, body.find('"', at) - at);
}

constexpr Scope kScopes[] = {Scope::ingest, Scope::read, Scope::write, Scope::operate,
                             Scope::admin};

}  // namespace

TEST_CASE("a configured key and the admin key open every scope", "[access]") {
  const Access access = access_with({kConfigured, "another"});
  for (const Scope scope : kScopes) {
    CHECK(refused(access, {{"X-AMFS-API-Key", kConfigured}}, scope) == 0);
    CHECK(refused(access, {{"X-AMFS-API-Key", "another"}}, scope) == 0);
    CHECK(refused(access, {{"Authorization", std::string("Bearer ") + kAdmin}}, scope) == 0);
  }
}

TEST_CASE("two keys are no key, whichever is the right one", "[access]") {
  const Access access = access_with({kConfigured});
  const std::string bearer = std::string("Bearer ") + kConfigured;
  for (const Fields& twice : {Fields{{"X-AMFS-API-Key", kConfigured}, {"x-amfs-api-key", "other"}},
                              Fields{{"X-AMFS-API-Key", "other"}, {"X-AMFS-API-Key", kConfigured}},
                              Fields{{"Authorization", bearer}, {"Authorization", bearer}}}) {
    CHECK(refused(access, twice) == 401);
    CHECK(code_of(access, twice) == "api_key_invalid");
  }
}

TEST_CASE("the scheme's name is read in any case, the key is not", "[access]") {
  const Access access = access_with({kConfigured});
  CHECK(refused(access, {{"authorization", std::string("bearer ") + kConfigured}}) == 0);
  CHECK(refused(access, {{"Authorization", "Bearer AMFS_SK_CONFIGURED"}}) == 401);
}

TEST_CASE("X-AMFS-API-Key wins over Authorization, even when it is wrong", "[access]") {
  const Access access = access_with({kConfigured});
  const std::string bearer = std::string("Bearer ") + kConfigured;
  CHECK(refused(access, {{"X-AMFS-API-Key", "wrong"}, {"Authorization", bearer}}) == 401);
  CHECK(refused(access, {{"X-AMFS-API-Key", ""}, {"Authorization", bearer}}) == 401);
  CHECK(refused(access, {{"X-AMFS-API-Key", kConfigured}, {"Authorization", "Bearer wrong"}}) == 0);
}

TEST_CASE("a missing and a wrong key are told apart", "[access]") {
  const Access access = access_with({kConfigured});
  CHECK(code_of(access, {}) == "api_key_missing");
  CHECK(code_of(access, {{"Authorization", "Basic YTpi"}}) == "api_key_missing");
  CHECK(code_of(access, {{"Authorization", "Bearer "}}) == "api_key_missing");
  CHECK(code_of(access, {{"X-AMFS-API-Key", "wrong"}}) == "api_key_invalid");
  CHECK(code_of(access, {{"Authorization", "Bearer wrong"}}) == "api_key_invalid");
}

TEST_CASE("nothing but the whole key is the key", "[access]") {
  const Access access = access_with({kConfigured});
  const std::string key = kConfigured;
  for (const std::string& near :
       {key.substr(0, key.size() - 1), key + "x", key + " ", " " + key, std::string()}) {
    CHECK(refused(access, {{"X-AMFS-API-Key", near}}) == 401);
  }
}

TEST_CASE("an absent admin key is not the empty key", "[access]") {
  const Access access = access_with({kConfigured}, "");
  CHECK(refused(access, {{"X-AMFS-API-Key", ""}}) == 401);
}

TEST_CASE("a wrong key is refused also where none would be needed", "[access]") {
  const Access open = access_with({});
  const Fields local{{"Host", "localhost"}};
  CHECK(refused(open, local) == 0);
  CHECK(refused(open, {{"Host", "localhost"}, {"X-AMFS-API-Key", "wrong"}}) == 401);
}

TEST_CASE("a refusal never echoes the key", "[access]") {
  const auto admission =
      access_with({kConfigured})
          .admit(make_request("GET", "/", {{"X-AMFS-API-Key", "sent-by-mistake"}}), Scope::read);
  const auto* refusal = std::get_if<host::http::Response>(&admission);
  REQUIRE(refusal != nullptr);
  CHECK(refusal->body.find("sent-by-mistake") == std::string::npos);
  CHECK(refusal->body.find(kConfigured) == std::string::npos);
}

TEST_CASE("a webhook that must bring a key has no loopback exception", "[access]") {
  const Access access = access_with({});
  const auto admitted = [&](const Fields& headers) {
    const auto admission = access.admit_with_key(make_request("POST", "/", headers), Scope::ingest);
    return std::holds_alternative<host::access::Caller>(admission);
  };
  CHECK_FALSE(admitted({{"Host", "localhost"}}));
  CHECK(admitted({{"X-AMFS-API-Key", kAdmin}}));
}
