// Endpoints as the store keeps them: of one tenant, found by id, without what would open them.
#include "tests/support/catch.hpp"
#include "tests/unit/store/store_fixture.hpp"

using namespace test;  // NOLINT(google-build-using-namespace)

namespace {

struct Fixture : StoreFixture {
  using Outcome = host::Result<EndpointRow>;

  Outcome create(const std::string& public_id, const std::string& name,
                 const std::string& tenant = "acme") {
    EndpointRow row;
    row.public_id = public_id;
    row.connector = "github";
    row.name = name;
    row.tenant_name = tenant;
    row.token_digest = std::string(32, public_id.back());
    row.sealed_secret = "sealed " + public_id;
    row.entity_prefix = "clients";
    return wait([&](EndpointWrites::Done done) {
      store->endpoints().create_endpoint(row, audit("endpoint.create"), std::move(done));
    });
  }
  Outcome rotate(std::optional<TenantId> tenant, const std::string& id, const std::string& sealed,
                 bool keeps = true) {
    return wait([&](EndpointWrites::Done done) {
      store->endpoints().rotate_endpoint(tenant, id, {sealed, keeps}, audit("endpoint.rotate"),
                                         std::move(done));
    });
  }
  Outcome revoke(std::optional<TenantId> tenant, const std::string& id) {
    return wait([&](EndpointWrites::Done done) {
      store->endpoints().revoke_endpoint(tenant, id, audit("endpoint.revoke"), std::move(done));
    });
  }
  std::vector<std::string> listed(std::optional<TenantId> tenant) {
    EndpointFilter filter;
    filter.tenant = tenant;
    std::vector<std::string> ids;
    for (const EndpointRow& row : reader->endpoints().list_endpoints(filter).endpoints)
      ids.push_back(row.public_id);
    return ids;
  }
  std::vector<std::string> audited(TenantId tenant) {
    AuditFilter filter;
    filter.tenant = tenant;
    std::vector<std::string> out;
    for (const AuditRow& row : reader->keys().list_audit(filter).rows)
      out.push_back(row.record.action + " " + row.record.resource);
    return out;
  }

 private:
  static AuditRecord audit(const std::string& action) {
    AuditRecord record;
    record.actor = "test";
    record.action = action;
    return record;
  }
  template <class Start>
  static Outcome wait(Start start) {
    std::promise<Outcome> answer;
    start([&](Outcome outcome) { answer.set_value(std::move(outcome)); });
    return answer.get_future().get();
  }
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE_METHOD(Fixture, "an endpoint is there with all it was made of", "[store][endpoints]") {
  const EndpointRow row = create("ep_1", "prod").value();
  CHECK(row.id != endpoint);
  CHECK(row.tenant != kDefaultTenant);
  CHECK(row.tenant_name == "acme");
  CHECK(row.created_at == kNoon);
  const auto found = reader->endpoints().find_endpoint(row.tenant, "ep_1");
  REQUIRE(found);
  CHECK(found->sealed_secret == "sealed ep_1");
  CHECK(found->token_digest == std::string(32, '1'));
  CHECK(found->entity_prefix == "clients");
  CHECK(found->name == "prod");
  // Those nobody made through the API are not listed: here the default tenant's default one.
  CHECK(listed(std::nullopt) == Ids{"ep_1"});
  CHECK(audited(row.tenant) == Ids{"endpoint.create ep_1"});
}

TEST_CASE_METHOD(Fixture, "a tenant finds and changes its own only", "[store][endpoints]") {
  const TenantId acme = create("ep_1", "prod").value().tenant;
  const TenantId other = create("ep_2", "prod", "other").value().tenant;
  CHECK(acme != other);
  CHECK(listed(acme) == Ids{"ep_1"});
  CHECK(listed(std::nullopt) == Ids{"ep_1", "ep_2"});
  CHECK_FALSE(reader->endpoints().find_endpoint(acme, "ep_2"));
  const auto foreign = rotate(acme, "ep_2", "x").error();
  const auto unknown = rotate(acme, "ep_9", "x").error();
  CHECK(foreign.code == "endpoint_not_found");
  CHECK(foreign.message == unknown.message);
  CHECK(revoke(acme, "ep_2").error().code == "endpoint_not_found");
  CHECK(reader->endpoints().find_endpoint(other, "ep_2")->sealed_secret == "sealed ep_2");
  CHECK(revoke(std::nullopt, "ep_2").has_value());  // the operator
  CHECK(audited(acme) == Ids{"endpoint.create ep_1"});
}

TEST_CASE_METHOD(Fixture, "a rotation keeps one previous secret, or none", "[store][endpoints]") {
  const TenantId acme = create("ep_1", "prod").value().tenant;
  CHECK(rotate(acme, "ep_1", "second").value().sealed_previous == "sealed ep_1");
  CHECK(rotate(acme, "ep_1", "third").value().sealed_previous == "second");
  const EndpointRow row = rotate(acme, "ep_1", "fourth", false).value();
  CHECK(row.sealed_secret == "fourth");
  CHECK(row.sealed_previous.empty());
}

TEST_CASE_METHOD(Fixture, "a revoked endpoint keeps its row and frees its name",
                 "[store][endpoints]") {
  const EndpointRow first = create("ep_1", "prod").value();
  CHECK(create("ep_2", "prod").error().code == "endpoint_exists");
  REQUIRE(revoke(first.tenant, "ep_1").has_value());
  CHECK(revoke(first.tenant, "ep_1").error().code == "endpoint_not_found");
  CHECK(listed(std::nullopt).empty());
  const auto row = reader->endpoints().endpoint_by_id(first.id);
  REQUIRE(row);
  CHECK(row->revoked_at == kNoon);
  CHECK(row->token_digest.empty());
  CHECK(row->sealed_secret.empty());
  const EndpointRow second = create("ep_2", "prod").value();
  CHECK(second.id != first.id);
  CHECK(reader->endpoints().endpoints_of("github").size() == 2);
}

TEST_CASE_METHOD(Fixture, "all of it is there after a restart", "[store][endpoints]") {
  const EndpointRow row = create("ep_1", "prod").value();
  store->endpoints().touch_endpoint(row.id, kNoon + 5);
  rotate(row.tenant, "ep_1", "second").value();
  const EndpointId before = endpoint;
  close();
  open();
  CHECK(endpoint == before);  // the default one
  const auto found = reader->endpoints().find_endpoint(row.tenant, "ep_1");
  REQUIRE(found);
  CHECK(found->id == row.id);
  CHECK(found->sealed_secret == "second");
  CHECK(found->last_used_at == kNoon + 5);
}

TEST_CASE_METHOD(Fixture, "a tenant is made by its name, which must be one", "[store][endpoints]") {
  const TenantId acme = create("ep_1", "prod").value().tenant;
  CHECK(create("ep_2", "test").value().tenant == acme);
  CHECK(create("ep_3", "prod", "default").value().tenant == kDefaultTenant);
  for (const char* name : {"-acme", "Acme", "a b", "a/b", "\xc3\xa4"}) {
    INFO(name);
    CHECK(create("ep_4", "prod", name).error().code == "tenant_invalid");
  }
  CHECK(create("ep_4", "prod", std::string(64, 'a')).error().code == "tenant_invalid");
  CHECK(create("ep_4", "prod", std::string(63, 'a')).has_value());
}

TEST_CASE_METHOD(Fixture, "lists come in pages", "[store][endpoints]") {
  for (const char* id : {"ep_1", "ep_2", "ep_3"}) create(id, id).value();
  EndpointFilter filter;
  filter.limit = 2;
  const EndpointPage first = reader->endpoints().list_endpoints(filter);
  REQUIRE(first.endpoints.size() == 2);
  filter.after = first.next;
  const EndpointPage second = reader->endpoints().list_endpoints(filter);
  REQUIRE(second.endpoints.size() == 1);
  CHECK(second.endpoints[0].public_id == "ep_3");
  CHECK(second.next == 0);
  filter.connector = "gitlab";
  filter.after = 0;
  CHECK(reader->endpoints().list_endpoints(filter).endpoints.empty());
}
