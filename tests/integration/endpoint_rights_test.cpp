// Who may make endpoints, of what, and who may deliver where keys are asked for.
#include "tests/integration/tenant_fixture.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

// Deliveries to it carry no proof.
void make_open(const TenantHost& host, const std::string& connector) {
  const std::string file = manifest_file(connector, host.plugins_dir());
  edit_file(file, "  signature_header: X-Signature\n", "  scheme: none\n");
  edit_file(file, "  signature_algorithm: hmac-sha256\n", "");
  edit_file(file, "  signature_prefix: \"sha256=\"\n", "");
}

const test::HttpHeaders kJson{{"Content-Type", "application/json"}};

}  // namespace

TEST_CASE("a tenant's admin has its own endpoints and no other", "[endpoint][rights]") {
  TenantHost host;
  host.start();
  const MadeEndpoint foreign = host.endpoint("append", "other");
  Api admin = host.as_tenant("acme");
  const Answer made = host.try_endpoint(admin, "append", "");
  REQUIRE(made.status == 200);
  CHECK(made.text("tenant") == "acme");
  CHECK(made.text("state") == "unconfigured");
  CHECK(admin.get("/admin/endpoints").at("/endpoints").Size() == 1);
  CHECK(host.api().get("/admin/endpoints").at("/endpoints").Size() == 2);
  CHECK(admin.get("/admin/endpoints/" + made.text("id")).text("name") == "default");
  const std::string place = "/admin/endpoints/";
  const std::string body = R"({"secret":"a secret of somebody"})";
  for (const std::string& id : {foreign.id, std::string("ep_unknown")}) {
    const Answer shown = admin.get(place + id);
    CHECK(shown.status == 404);
    CHECK(shown.http.body == admin.get(place + "ep_another").http.body);
    CHECK(admin.post(place + id + "/rotate", body).http.body == shown.http.body);
    CHECK(admin.call("DELETE", place + id).http.body == shown.http.body);
  }
  CHECK(host.try_endpoint(admin, "append", R"(,"tenant":"other")").code() == "operator_required");
  CHECK(host.deliver_to(foreign, item(1)).status == 200);
  Api reader = host.as_tenant("acme", R"("read","ingest")");
  CHECK(reader.get("/admin/endpoints").code() == "api_key_scope");
  CHECK(host.try_endpoint(reader, "append", "").code() == "api_key_scope");
  CHECK(host.sender().get("/admin/endpoints").status == 401);
}

TEST_CASE("what cannot be an endpoint", "[endpoint][rights]") {
  TenantHost host;
  host.start();
  struct Case {
    const char* body;
    const char* field;
  };
  for (const Case& bad :
       {Case{"{}", "/connector"}, Case{R"({"connector":7})", "/connector"},
        Case{R"({"connector":"apend"})", "/connector"},
        Case{R"({"connector":"append","name":"A b"})", "/name"},
        Case{R"({"connector":"append","name":""})", "/name"},
        Case{R"({"connector":"append","name":"x","secret":"short"})", "/secret"},
        Case{R"({"connector":"append","name":"x","entity_prefix":"//"})", "/entity_prefix"},
        Case{R"({"connector":"append","name":"x","prefix":"acme"})", "/prefix"}}) {
    INFO(bad.body);
    const Answer answer = host.api().post("/admin/endpoints", bad.body);
    CHECK(answer.status == 422);
    CHECK(answer.at("/errors/0/field").GetString() == std::string(bad.field));
    CHECK(answer.http.body.find("short\"") == std::string::npos);
  }
  const Answer near = host.api().post("/admin/endpoints", R"({"connector":"apend"})");
  CHECK(near.text("detail").find("append") != std::string::npos);
  // The default tenant's default endpoint is there already, with the environment's secret.
  CHECK(host.try_endpoint(host.api(), "append", "").code() == "endpoint_exists");
  CHECK(host.try_endpoint(host.api(), "append", R"(,"tenant":"No")").code() == "tenant_invalid");
  CHECK(host.api().post("/admin/endpoints", "{").code() == "invalid_json");
  CHECK(host.api().get("/admin/endpoints").at("/endpoints").Size() == 0);
}

TEST_CASE("without a key for stored secrets there are none", "[endpoint][rights]") {
  TenantHost host;
  host.options().environment.erase("AMFS_SECRETS_KEY");
  host.start();
  const Answer refused =
      host.try_endpoint(host.api(), "append", R"(,"tenant":"acme","secret":"long enough")");
  CHECK(refused.status == 503);
  CHECK(refused.code() == "secrets_key_missing");
  CHECK(refused.text("detail").find("AMFS_SECRETS_KEY") != std::string::npos);
  const Answer bare = host.try_endpoint(host.api(), "append", R"(,"tenant":"acme")");
  REQUIRE(bare.status == 200);
  CHECK(bare.text("reason").find("amfs endpoint rotate " + bare.text("id")) != std::string::npos);
  const MadeEndpoint made{bare.text("id"), "append", bare.text("token")};
  CHECK(host.deliver_to(made, item(1)).code() == "connector_unconfigured");
}

TEST_CASE("without signatures a token or a key says who sends", "[endpoint][rights]") {
  TenantHost host;
  make_open(host, "append");
  host.start();
  const Answer made = host.try_endpoint(host.api(), "append", R"(,"tenant":"acme")");
  REQUIRE(made.status == 200);
  CHECK(made.text("state") == "ready");
  CHECK(host.deliver("append", item(1), kJson).code() == "api_key_missing");
  CHECK(host.deliver("append/" + made.text("token"), item(1), kJson).status == 200);
  // A key leads to the default endpoint of its tenant.
  Api acme = host.as_tenant("acme", R"("ingest","read")");
  CHECK(acme.post("/webhooks/append", item(2)).status == 200);
  CHECK(acme.event_count("received") == 2);
  CHECK(host.api().post("/webhooks/append", item(2)).status == 200);
  CHECK(host.api().event_count("received") == 1);
  CHECK(host.as_tenant("nobody").post("/webhooks/append", item(3)).code() == "unknown_endpoint");
  CHECK(host.as_tenant("acme", R"("read")").post("/webhooks/append", item(3)).code() ==
        "api_key_scope");
  CHECK(host.try_endpoint(host.api(), "append", R"(,"tenant":"b","secret":"long enough")").code() ==
        "secret_unusable");
}

TEST_CASE("where keys are required a signature alone is not enough", "[endpoint][rights]") {
  TenantHost host;
  write_file(host.dir() / "amfs.yaml", "auth: {require_key_on_webhooks: true}\n");
  host.options().arguments = {"--config", host.dir() / "amfs.yaml"};
  host.start();
  const MadeEndpoint made = host.endpoint("append", "acme");
  CHECK(host.deliver("append", item(1), signed_headers(item(1))).code() == "api_key_missing");
  CHECK(host.deliver("nobody", item(1), signed_headers(item(1))).code() == "api_key_missing");
  CHECK(host.deliver_to(made, item(1)).status == 200);
  CHECK(host.deliver_to(made, item(2), kSecret).code() == "signature_invalid");
  // The operator's key: the default tenant. A tenant's: its own default endpoint and secret.
  CHECK(host.api().post("/webhooks/append", item(1), signed_headers(item(1))).status == 200);
  Api acme = host.as_tenant("acme", R"("ingest","read")");
  const auto own = test::test_connector_headers(kOwnSecret, item(2));
  CHECK(acme.post("/webhooks/append", item(2), own).status == 200);
  CHECK(acme.post("/webhooks/append", item(3), signed_headers(item(3))).code() ==
        "signature_invalid");
  CHECK(acme.post("/webhooks/echo", item(2), own).code() == "unknown_endpoint");
  CHECK(acme.event_count("received") == 2);
}

TEST_CASE("cursors of administration that were tampered with", "[endpoint][rights]") {
  TenantHost host;
  host.start();
  const auto status_of = [&](const std::string& target) { return host.api().get(target).status; };
  for (const char* name : {"a", "b", "c"}) {
    const std::string named = R"({"name":")" + std::string(name) + "\"";
    REQUIRE(host.api().post("/admin/api-keys", named + R"(,"scopes":["read"]})").status == 200);
    REQUIRE(host.api().post("/admin/endpoints", named + R"(,"connector":"append"})").status == 200);
  }
  for (const char* list :
       {"/admin/api-keys?", "/admin/endpoints?", "/admin/endpoints?connector=append&",
        "/admin/audit?", "/admin/audit?action=key.create&"}) {
    const std::string page = std::string(list) + "limit=1&cursor=";
    const std::string cursor = host.api().get(std::string(list) + "limit=1").text("next_cursor");
    INFO(page << cursor);
    CHECK(status_of(page + cursor) == 200);
    for (const std::string& tampered : {cursor + "0", std::string("-1"), std::string("0"),
                                        std::string("x"), std::string("9223372036854775807")}) {
      INFO(tampered);
      CHECK(status_of(page + tampered) == 422);
    }
  }
  const std::string of_keys =
      host.api().get("/admin/audit?action=key.create&limit=1").text("next_cursor");
  CHECK(status_of("/admin/audit?action=endpoint.create&cursor=" + of_keys) == 422);
  CHECK(status_of("/admin/endpoints?connector=echo&cursor=" +
                  host.api().get("/admin/endpoints?limit=1").text("next_cursor")) == 422);
}
