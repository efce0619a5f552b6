// Keys of the store: what they open, until when, and how soon a change is in force.
#include "host/access/access.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/http/make_request.hpp"

using host::access::Access;
using host::access::bit;
using host::access::Caller;
using host::access::kEveryScope;
using host::access::Scope;
using host::access::ScopeSet;
using host::config::SecretString;
using http_test::make_request;

namespace {

constexpr host::UnixNs kNoon = 1'790'000'000LL * host::kNsPerSecond;
constexpr host::store::TenantId kTenant = 7;

host::store::ApiKey stored(const std::string& secret, ScopeSet scopes) {
  host::store::ApiKey key;
  key.id = "key_" + secret;
  key.tenant = kTenant;
  key.name = "name of " + secret;
  key.digest = std::string(host::crypto::as_text(host::crypto::sha256(secret)));
  key.scopes = scopes;
  return key;
}

struct Fixture {
  host::ManualClock clock{kNoon};
  Access access{{}, SecretString("amfs_sk_admin"), clock};

  host::access::Admission admit(const std::string& secret, Scope scope) const {
    return access.admit(make_request("GET", "/", {{"X-AMFS-API-Key", secret}}), scope);
  }
  // "" when let in.
  std::string refusal(const std::string& secret, Scope scope = Scope::read) const {
    const auto admission = admit(secret, scope);
    const auto* response = std::get_if<host::http::Response>(&admission);
    return response == nullptr ? "" : std::to_string(response->status) + " " + response->code;
  }
};

}  // namespace

TEST_CASE("a stored key opens its own scopes and no other", "[access][keys]") {
  Fixture f;
  for (const Scope given : kEveryScope) {
    f.access.keys().put(stored(to_string(given), bit(given)));
  }
  for (const Scope given : kEveryScope) {
    for (const Scope asked : kEveryScope) {
      INFO(to_string(given) << " key, asked for " << to_string(asked));
      CHECK(f.refusal(to_string(given), asked) == (given == asked ? "" : "403 api_key_scope"));
    }
  }
  const auto admission = f.admit("read", Scope::admin);
  CHECK(std::get<host::http::Response>(admission).body.find("scope admin") != std::string::npos);
}

TEST_CASE("a caller by a stored key is of the key's tenant and no operator", "[access][keys]") {
  Fixture f;
  f.access.keys().put(stored("secret", bit(Scope::read) | bit(Scope::admin)));
  const auto caller = std::get<Caller>(f.admit("secret", Scope::read));
  CHECK(caller.tenant == kTenant);
  CHECK_FALSE(caller.is_operator);
  CHECK(caller.administers() == kTenant);
  REQUIRE(caller.key != nullptr);
  CHECK(caller.key->id == "key_secret");
  CHECK(caller.name == "name of secret");
  CHECK(caller.may(Scope::admin));
  CHECK_FALSE(caller.may(Scope::write));

  const auto admin = std::get<Caller>(f.admit("amfs_sk_admin", Scope::admin));
  CHECK(admin.is_operator);
  CHECK_FALSE(admin.administers());
}

TEST_CASE("a key ends with its expiry, to the nanosecond", "[access][keys]") {
  Fixture f;
  host::store::ApiKey key = stored("secret", bit(Scope::read));
  key.expires_at = kNoon + host::kNsPerSecond;
  f.access.keys().put(key);
  f.clock.set(key.expires_at - 1);
  CHECK(f.refusal("secret").empty());
  f.clock.set(key.expires_at);
  CHECK(f.refusal("secret") == "401 api_key_invalid");
}

TEST_CASE("a removed key is refused like one that never was", "[access][keys]") {
  Fixture f;
  const host::store::ApiKey key = stored("secret", bit(Scope::read));
  f.access.keys().put(key);
  f.access.keys().put(stored("other", bit(Scope::read)));
  CHECK(f.refusal("secret").empty());
  f.access.keys().remove(key);
  f.access.keys().remove(key);
  CHECK(f.refusal("secret") == "401 api_key_invalid");
  CHECK(f.refusal("other").empty());
  const auto revoked = std::get<host::http::Response>(f.admit("secret", Scope::read));
  const auto unknown = std::get<host::http::Response>(f.admit("never", Scope::read));
  CHECK(revoked.body == unknown.body);
}

TEST_CASE("who was let in is let go when the key ends", "[access][keys]") {
  Fixture f;
  const auto loopback = std::get<Caller>(
      f.access.admit(make_request("GET", "/", {{"Host", "127.0.0.1"}}), Scope::read));
  CHECK(f.access.still_admits(loopback));
  host::store::ApiKey brief = stored("brief", bit(Scope::read));
  brief.expires_at = kNoon + 1;
  const host::store::ApiKey key = stored("secret", bit(Scope::read));
  f.access.keys().put(brief);
  f.access.keys().put(key);
  CHECK_FALSE(f.access.still_admits(loopback));
  const auto by_brief = std::get<Caller>(f.admit("brief", Scope::read));
  const auto by_key = std::get<Caller>(f.admit("secret", Scope::read));
  CHECK(f.access.still_admits(by_brief));
  f.clock.advance(1);
  CHECK_FALSE(f.access.still_admits(by_brief));
  CHECK(f.access.still_admits(by_key));
  f.access.keys().remove(key);
  CHECK_FALSE(f.access.still_admits(by_key));
  const auto admin = std::get<Caller>(f.admit("amfs_sk_admin", Scope::read));
  CHECK(f.access.still_admits(admin));
}

TEST_CASE("a forged key opens nothing", "[access][keys]") {
  Fixture f;
  const host::store::ApiKey key = stored("secret", bit(Scope::read));
  f.access.keys().put(key);
  for (const std::string& forged :
       {std::string("Secret"), std::string("secret "), std::string("secre"), std::string("secretx"),
        std::string(), key.id, key.digest, key.digest.substr(0, 16), std::string("' OR 1=1 --"),
        std::string(8000, 's')}) {
    CHECK(f.refusal(forged) == "401 api_key_invalid");
  }
}

TEST_CASE("stored keys end the open loopback, even expired ones", "[access][keys]") {
  Fixture f;
  const auto open = [&] {
    const auto admission =
        f.access.admit(make_request("GET", "/", {{"Host", "127.0.0.1"}}), Scope::read);
    return std::holds_alternative<Caller>(admission);
  };
  CHECK(open());
  host::store::ApiKey key = stored("secret", bit(Scope::read));
  key.expires_at = kNoon + 1;
  f.access.keys().put(key);
  CHECK_FALSE(open());
  f.clock.advance(2);
  CHECK_FALSE(open());
  f.access.keys().remove(key);
  CHECK(open());
}

TEST_CASE("a key's use is noted at most once a minute", "[access][keys]") {
  Fixture f;
  std::vector<std::pair<std::string, host::UnixNs>> notes;
  f.access.keys().set_on_use(
      [&](const std::string& id, host::UnixNs at) { notes.emplace_back(id, at); });
  f.access.keys().put(stored("secret", bit(Scope::read)));
  for (int i = 0; i < 10; ++i) f.refusal("secret");
  f.clock.advance(59 * host::kNsPerSecond);
  f.refusal("secret");
  REQUIRE(notes.size() == 1);
  CHECK(notes[0] == std::pair<std::string, host::UnixNs>("key_secret", kNoon));
  f.clock.advance(host::kNsPerSecond);
  f.refusal("secret");
  CHECK(notes.size() == 2);
}

TEST_CASE("a key's own rate is its own", "[access][keys]") {
  Fixture f;
  host::store::ApiKey slow = stored("slow", bit(Scope::read));
  slow.rate_limit_rpm = 3;
  f.access.keys().put(slow);
  f.access.keys().put(stored("fast", bit(Scope::read)));
  for (int i = 0; i < 3; ++i) CHECK(f.refusal("slow").empty());
  CHECK(f.refusal("slow") == "429 rate_limited");
  CHECK(f.refusal("fast").empty());
  const auto refused = std::get<host::http::Response>(f.admit("slow", Scope::read));
  REQUIRE(refused.headers.size() == 1);
  CHECK(refused.headers[0].name == "Retry-After");
  const int seconds = std::stoi(refused.headers[0].value);
  CHECK(seconds >= 1);
  CHECK(seconds <= 20);
}

TEST_CASE("what was refused is counted by tenant and code", "[access][keys]") {
  Fixture f;
  f.access.keys().put(stored("secret", bit(Scope::read)));
  f.refusal("secret", Scope::admin);
  f.refusal("secret", Scope::admin);
  f.refusal("wrong");
  const auto counts = f.access.refusals().list();
  REQUIRE(counts.size() == 2);
  CHECK(counts[0].tenant == 0);
  CHECK(counts[0].code == "api_key_invalid");
  CHECK(counts[0].count == 1);
  CHECK(counts[1].tenant == kTenant);
  CHECK(counts[1].code == "api_key_scope");
  CHECK(counts[1].count == 2);
}
