// API keys and the audit on disk: what is kept, for whom, how much of it.
#include "host/store/keys.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/store/store_fixture.hpp"

namespace {

using namespace test;  // NOLINT(google-build-using-namespace)

struct Keys : StoreFixture {
  static ApiKey key_named(const std::string& id) {
    ApiKey key;
    key.id = id;
    key.name = "agent";
    key.key_type = "agent";
    key.prefix = "amfs_sk_ab12";
    key.digest = std::string(host::crypto::as_text(host::crypto::sha256(id)));
    key.scopes = 6;
    key.rate_limit_rpm = 60;
    key.expires_at = kNoon + 1;
    return key;
  }
  host::Result<ApiKey> create(const std::string& id, const std::string& tenant_name = {}) {
    ApiKey key = key_named(id);
    key.tenant_name = tenant_name;
    std::promise<host::Result<ApiKey>> answer;
    store->keys().create_key(std::move(key), record("key.create"),
                             [&](auto outcome) { answer.set_value(std::move(outcome)); });
    return answer.get_future().get();
  }
  host::Result<ApiKey> revoke(std::optional<TenantId> tenant, const std::string& id) {
    std::promise<host::Result<ApiKey>> answer;
    store->keys().revoke_key(tenant, id, record("key.revoke"),
                             [&](auto outcome) { answer.set_value(std::move(outcome)); });
    return answer.get_future().get();
  }
  static AuditRecord record(const std::string& action) {
    AuditRecord record;
    record.actor_type = "operator";
    record.actor = "admin.key";
    record.action = action;
    record.address = "127.0.0.1";
    return record;
  }
  std::vector<ApiKey> list(std::optional<TenantId> tenant = {}, bool only_unrevoked = false) {
    KeyFilter filter;
    filter.tenant = tenant;
    filter.only_unrevoked = only_unrevoked;
    return reader->keys().list_keys(filter).keys;
  }
  AuditPage audit(const AuditFilter& filter) { return reader->keys().list_audit(filter); }
};

}  // namespace

TEST_CASE("a key comes back as it was made, also after a restart", "[store][keys]") {
  Keys keys;
  REQUIRE(keys.create("key_1", "acme").has_value());
  keys.close();
  keys.open();
  const auto list = keys.list();
  REQUIRE(list.size() == 1);
  const ApiKey& key = list[0];
  CHECK(key.id == "key_1");
  CHECK(key.tenant != kDefaultTenant);
  CHECK(key.tenant_name == "acme");
  CHECK(key.prefix == "amfs_sk_ab12");
  CHECK(key.digest == host::crypto::as_text(host::crypto::sha256("key_1")));
  CHECK(key.scopes == 6);
  CHECK(key.rate_limit_rpm == 60);
  CHECK(key.created_at == kNoon);
  CHECK(key.expires_at == kNoon + 1);
  CHECK(key.revoked_at == 0);
  CHECK(keys.reader->keys().tenants().size() == 2);
}

TEST_CASE("a tenant's keys are its own", "[store][keys]") {
  Keys keys;
  const TenantId acme = keys.create("key_a", "acme")->tenant;
  const TenantId other = keys.create("key_o", "other")->tenant;
  CHECK(keys.create("key_a2", "acme")->tenant == acme);
  CHECK(keys.list(acme).size() == 2);
  CHECK(keys.list(other).size() == 1);
  CHECK(keys.list().size() == 3);

  const auto foreign = keys.revoke(other, "key_a");
  const auto unknown = keys.revoke(other, "key_none");
  REQUIRE(foreign.has_error());
  CHECK(foreign.error().code == "key_not_found");
  CHECK(foreign.error().message == unknown.error().message);
  CHECK(keys.list({}, true).size() == 3);

  CHECK(keys.revoke(acme, "key_a")->revoked_at == kNoon);
  CHECK(keys.revoke(std::nullopt, "key_o").has_value());
  CHECK(keys.list({}, true).size() == 1);
}

TEST_CASE("a bad tenant's name makes neither tenant nor key", "[store][keys]") {
  Keys keys;
  for (const char* name : {"Acme", "-acme", "a b", "a/b", "ä"}) {
    const auto outcome = keys.create("key_x", name);
    REQUIRE(outcome.has_error());
    CHECK(outcome.error().code == "tenant_invalid");
  }
  CHECK(keys.list().empty());
  CHECK(keys.audit({}).rows.empty());
}

TEST_CASE("pages of keys are complete", "[store][keys]") {
  Keys keys;
  for (int i = 0; i < 7; ++i) REQUIRE(keys.create("key_" + std::to_string(i)).has_value());
  KeyFilter filter;
  filter.limit = 3;
  std::string seen;
  for (int page = 0; page < 3; ++page) {
    const KeyPage got = keys.reader->keys().list_keys(filter);
    for (const ApiKey& key : got.keys) seen += key.id.back();
    CHECK((got.next == 0) == (page == 2));
    filter.after = got.next;
  }
  CHECK(seen == "0123456");
}

TEST_CASE("a tenant has so many keys and no more; revoking makes room", "[store][keys]") {
  Keys keys;
  for (std::int64_t i = 0; i < kKeysPerTenantMax; ++i) {
    REQUIRE(keys.create("key_" + std::to_string(i)).has_value());
  }
  const auto outcome = keys.create("key_more");
  REQUIRE(outcome.has_error());
  CHECK(outcome.error().code == "too_many_keys");
  CHECK(keys.create("key_elsewhere", "acme").has_value());
  REQUIRE(keys.revoke(kDefaultTenant, "key_0").has_value());
  CHECK(keys.create("key_more").has_value());
}

TEST_CASE("the last use only moves forward", "[store][keys]") {
  Keys keys;
  REQUIRE(keys.create("key_1").has_value());
  keys.store->keys().touch_key("key_1", kNoon + 5);
  keys.store->keys().touch_key("key_1", kNoon + 3);
  keys.store->keys().touch_key("key_unknown", kNoon + 9);
  REQUIRE(keys.revoke(kDefaultTenant, "key_1").has_value());  // after them in the writer's order
  CHECK(keys.list().at(0).last_used_at == kNoon + 5);
}

TEST_CASE("every change of a key is in its tenant's audit", "[store][audit]") {
  Keys keys;
  const TenantId acme = keys.create("key_a", "acme")->tenant;
  REQUIRE(keys.create("key_d").has_value());
  keys.clock.advance(1000);
  REQUIRE(keys.revoke(acme, "key_a").has_value());
  REQUIRE(keys.revoke(acme, "key_a").has_value());  // nothing changes: nothing to note
  AuditFilter filter;
  filter.tenant = acme;
  const auto own = keys.audit(filter).rows;
  REQUIRE(own.size() == 2);
  CHECK(own[0].record.action == "key.revoke");
  CHECK(own[0].at == kNoon + 1000);
  CHECK(own[1].record.action == "key.create");
  CHECK(own[1].record.resource == "key_a");
  CHECK(own[1].record.actor == "admin.key");
  CHECK(own[1].record.actor_type == "operator");
  CHECK(own[1].record.address == "127.0.0.1");
  CHECK(own[1].tenant_name == "acme");

  CHECK(keys.audit({}).rows.size() == 3);
  filter.action = "key.create";
  CHECK(keys.audit(filter).rows.size() == 1);
  filter.tenant.reset();
  CHECK(keys.audit(filter).rows.size() == 2);
  filter.since = kNoon + 1;
  CHECK(keys.audit(filter).rows.empty());
}

TEST_CASE("the audit is paged newest first", "[store][audit]") {
  Keys keys;
  for (int i = 0; i < 5; ++i) REQUIRE(keys.create("key_" + std::to_string(i)).has_value());
  AuditFilter filter;
  filter.limit = 2;
  std::string seen;
  do {
    const AuditPage page = keys.audit(filter);
    for (const AuditRow& row : page.rows) seen += row.record.resource.back();
    filter.before = page.next;
  } while (filter.before != 0);
  CHECK(seen == "43210");
}

TEST_CASE("audit rows and revoked keys are kept up to a bound, the newest ones", "[store][audit]") {
  Keys keys;
  const auto pairs = kAuditPerTenantMax / 2 + 3;
  for (std::int64_t i = 0; i < pairs; ++i) {  // not waited for: they share their commits
    const std::string id = "key_" + std::to_string(i);
    keys.store->keys().create_key(Keys::key_named(id), Keys::record("key.create"), {});
    keys.store->keys().revoke_key(kDefaultTenant, id, Keys::record("key.revoke"), {});
  }
  REQUIRE(keys.create("key_last").has_value());
  REQUIRE(keys.create("key_other", "acme").has_value());
  AuditFilter filter;
  filter.tenant = kDefaultTenant;
  filter.limit = static_cast<std::size_t>(kAuditPerTenantMax) + 10;
  const auto rows = keys.audit(filter).rows;
  REQUIRE(rows.size() == static_cast<std::size_t>(kAuditPerTenantMax));
  CHECK(rows.front().record.resource == "key_last");
  CHECK(rows.back().record.resource == "key_3");
  CHECK(rows.back().record.action == "key.revoke");

  KeyFilter all;
  all.limit = static_cast<std::size_t>(kRevokedKeysKept) + 10;
  const auto kept = keys.reader->keys().list_keys(all).keys;
  CHECK(kept.size() == static_cast<std::size_t>(kRevokedKeysKept) + 2);
  CHECK(kept.front().id == "key_" + std::to_string(pairs - kRevokedKeysKept));
}
