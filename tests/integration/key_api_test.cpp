// API keys, tenants and the audit (contract 2.4, 2.5), over HTTP against the real host.
#include <ctime>

#include "tests/integration/amfs_command.hpp"
#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

std::string in_two_seconds() {
  const std::time_t then = std::time(nullptr) + 2;
  std::tm utc{};
  gmtime_r(&then, &utc);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

struct Key {
  std::string id;
  std::string text;
};

Key make_key(TestHost& host, const std::string& members, Api* by = nullptr) {
  const Answer answer = (by == nullptr ? host.api() : *by)
                            .post("/admin/api-keys", R"({"name":"test",)" + members + "}");
  INFO(answer.http.body);
  REQUIRE(answer.status == 200);
  CHECK(answer.http.header("Cache-Control") == "no-store");
  const Key key{answer.text("id"), answer.text("key")};
  CHECK(key.id.rfind("key_", 0) == 0);
  CHECK(key.text.rfind("amfs_sk_", 0) == 0);
  CHECK(key.text.size() >= 8 + 32);
  CHECK(key.text.rfind(answer.text("prefix"), 0) == 0);
  return key;
}

std::string write_of(const std::string& key, const std::string& value) {
  return R"({"source":"cli","entity_path":"notes","key":")" + key + R"(","value":")" + value +
         R"("})";
}

struct Route {
  const char* scope;
  const char* method;
  const char* target;
  std::string body;
};

const std::vector<Route>& one_route_per_kind() {
  static const std::vector<Route> routes{
      {"read", "GET", "/entries", ""},
      {"read", "GET", "/search?query=a", ""},
      {"read", "GET", "/stats", ""},
      {"read", "GET", "/events", ""},
      {"write", "POST", "/events", write_of("k", "v")},
      {"operate", "GET", "/deadletters", ""},
      {"operate", "GET", "/events/evt_none", ""},
      {"operate", "POST", "/events/evt_none/replay", ""},
      {"admin", "GET", "/admin/refusals", ""},
      {"admin", "GET", "/admin/api-keys", ""},
      {"admin", "POST", "/admin/api-keys", "{}"},
      {"admin", "DELETE", "/admin/api-keys/key_none", ""},
      {"admin", "GET", "/admin/audit", ""},
  };
  return routes;
}

}  // namespace

TEST_CASE("every scope opens its own routes and no other", "[keys]") {
  TestHost host;
  host.start();
  for (const std::string scope : {"ingest", "read", "write", "operate", "admin"}) {
    Api api(host.process().port(), make_key(host, R"("scopes":[")" + scope + R"("])").text);
    for (const Route& route : one_route_per_kind()) {
      INFO(scope << " key: " << route.method << " " << route.target);
      const Answer answer =
          api.call(route.method, route.target, route.body, {{"Content-Type", "application/json"}});
      if (scope == route.scope) {
        CHECK(answer.status != 401);
        CHECK(answer.status != 403);
        CHECK(answer.status < 500);
      } else {
        CHECK(answer.status == 403);
        CHECK(answer.code() == "api_key_scope");
        CHECK(answer.text("detail").find(route.scope) != std::string::npos);
      }
    }
  }
}

TEST_CASE("a key is shown once, listed without it, and its name for AMFS's scopes is known",
          "[keys]") {
  TestHost host;
  host.start();
  const Key key = make_key(
      host, R"("scopes":[{"pattern":"*","permission":"read_write"}],"rate_limit_rpm":500)");
  const Answer list = host.api().get("/admin/api-keys");
  CHECK(list.http.body.find(key.text) == std::string::npos);
  CHECK(list.at("/keys").Size() == 1);
  CHECK(std::string(list.at("/keys/0/id").GetString()) == key.id);
  CHECK(std::string(list.at("/keys/0/keyType").GetString()) == "agent");
  CHECK(list.at("/keys/0/active").GetBool());
  CHECK(list.at("/keys/0/rateLimitRpm").GetInt() == 500);
  CHECK(list.at("/keys/0/scopes").Size() == 3);
  CHECK(list.at("/keys/0/lastUsed").IsNull());
  CHECK(list.at("/keys/0/expiresAt").IsNull());
  make_key(host, R"("key_type":"service")");  // without scopes: as AMFS, the same
  CHECK(host.api().get("/admin/api-keys").at("/keys/1/scopes") == list.at("/keys/0/scopes"));
  Api api(host.process().port(), key.text);
  CHECK(api.get("/entries").status == 200);
  CHECK(test::wait_until(
      [&] { return host.api().get("/admin/api-keys").at("/keys/0/lastUsed").IsString(); },
      kSettlePatience));
}

TEST_CASE("a bad request for a key says which field", "[keys]") {
  TestHost host;
  host.start();
  const std::pair<const char*, const char*> bodies[] = {
      {R"({"scopes":["read"]})", "/name"},
      {R"({"name":"","scopes":["read"]})", "/name"},
      {R"({"name":5,"scopes":["read"]})", "/name"},
      {R"({"name":"a","scopes":[]})", "/scopes"},
      {R"({"name":"a","scopes":"read"})", "/scopes"},
      {R"({"name":"a","scopes":["root"]})", "/scopes"},
      {R"({"name":"a","scopes":[{"pattern":"notes/*","permission":"read"}]})", "/scopes"},
      {R"({"name":"a","scopes":[{"pattern":"*","permission":"admin"}]})", "/scopes"},
      {R"({"name":"a","scopes":["read"],"expires_at":"soon"})", "/expires_at"},
      {R"({"name":"a","scopes":["read"],"expires_at":"2020-01-01T00:00:00Z"})", "/expires_at"},
      {R"({"name":"a","scopes":["read"],"rate_limit_rpm":-1})", "/rate_limit_rpm"},
      {R"({"name":"a","scope":["read"]})", "/scope"},
      {R"({"name":"a","scopes":["read"],"expires":"2100-01-01T00:00:00Z"})", "/expires"},
  };
  for (const auto& [body, field] : bodies) {
    INFO(body);
    const Answer answer = host.api().post("/admin/api-keys", body);
    CHECK(answer.status == 422);
    CHECK(std::string(answer.at("/errors/0/field").GetString()) == field);
  }
  CHECK(host.api()
            .post("/admin/api-keys", R"({"name":"a","scopes":["read"],"tenant":"A!"})")
            .code() == "tenant_invalid");
  CHECK(host.api().post("/admin/api-keys", "{").code() == "invalid_json");
  CHECK(host.api().get("/admin/api-keys").at("/keys").Empty());
}

TEST_CASE("revoked and expired keys end at once, forged ones never begin", "[keys]") {
  TestHost host;
  host.start();
  const Key key = make_key(host, R"("scopes":["read"])");
  Api api(host.process().port(), key.text);
  CHECK(api.get("/entries").status == 200);
  const Answer revoked = host.api().call("DELETE", "/admin/api-keys/" + key.id);
  CHECK(revoked.status == 200);
  CHECK(revoked.text("revoked") == key.id);
  const Answer refused = api.get("/entries");
  CHECK(refused.code() == "api_key_invalid");
  CHECK_FALSE(host.api().get("/admin/api-keys").at("/keys/0/active").GetBool());

  Api forged(host.process().port(), key.text.substr(0, key.text.size() - 1) + "0");
  CHECK(forged.get("/entries").text("detail") == refused.text("detail"));
  CHECK(host.api().call("DELETE", "/admin/api-keys/key_none").code() == "key_not_found");

  const std::string soon = R"("scopes":["read"],"expires_at":")" + in_two_seconds() + R"(")";
  Api brief(host.process().port(), make_key(host, soon).text);
  CHECK(brief.get("/entries").status == 200);
  CHECK(test::wait_until([&] { return brief.get("/entries").code() == "api_key_invalid"; },
                         kSettlePatience));
}

TEST_CASE("a tenant sees nothing of another", "[keys][tenants]") {
  TestHost host;
  host.start();
  const std::string all = R"("scopes":["ingest","read","write","operate","admin"],"tenant":)";
  const Key key_a = make_key(host, all + R"("tenant-a")");
  const Key key_b = make_key(host, all + R"("tenant-b")");
  Api a(host.process().port(), key_a.text);
  Api b(host.process().port(), key_b.text);
  const Answer written = a.post("/events", write_of("secret-plan", "rosebud"));
  REQUIRE(written.status == 200);
  const std::string event = written.text("event_id");

  CHECK(a.get("/entries").at("/total").GetInt() == 1);
  CHECK(a.get("/search?query=rosebud").json.Size() == 1);
  for (Api* other : {&b, &host.api()}) {
    CHECK(other->get("/entries").at("/total").GetInt() == 0);
    CHECK(other->get("/search?query=rosebud").json.Empty());
    CHECK(other->get("/entry?entity_path=notes&key=secret-plan").text("status") == "not_found");
    CHECK(other->get("/events").at("/events").Empty());
    const Answer foreign = other->get("/events/" + event);
    CHECK(foreign.status == 404);
    CHECK(foreign.text("detail") == other->get("/events/evt_none").text("detail"));
    CHECK(other->call("POST", "/events/" + event + "/replay").status == 404);
    CHECK(other->get("/stats").at("/total_entries").GetInt() == 0);
  }
  // Its keys and its audit are as foreign; a name for the tenant is the operator's.
  CHECK(b.get("/admin/api-keys").at("/keys").Size() == 1);
  CHECK(b.call("DELETE", "/admin/api-keys/" + key_a.id).code() == "key_not_found");
  CHECK(a.get("/entries").status == 200);
  CHECK(b.get("/admin/audit").http.body.find(key_a.id) == std::string::npos);
  CHECK(b.post("/admin/api-keys", R"({"name":"x","scopes":["read"],"tenant":"tenant-a"})").code() ==
        "operator_required");
  CHECK(host.api().get("/admin/api-keys").at("/keys").Size() == 2);
}

TEST_CASE("nobody gives what their key lacks", "[keys][tenants]") {
  TestHost host;
  host.start();
  const Key admin = make_key(host, R"("tenant":"acme","scopes":["admin","read"])");
  Api acme(host.process().port(), admin.text);
  const Answer refused = acme.post("/admin/api-keys", R"({"name":"x","scopes":["read","write"]})");
  CHECK(refused.status == 403);
  CHECK(refused.code() == "api_key_scope");
  CHECK(refused.text("detail").find("write") != std::string::npos);
  Api reader(host.process().port(), make_key(host, R"("scopes":["read"])", &acme).text);
  CHECK(reader.post("/events", write_of("k", "v")).code() == "api_key_scope");
  CHECK(reader.get("/entries").status == 200);
}

TEST_CASE("keys and tenants outlive a restart, and no key is ever logged", "[keys]") {
  TestHost host;
  host.start();
  const Key kept = make_key(host, R"("scopes":["read","write"],"tenant":"acme")");
  const Key gone = make_key(host, R"("scopes":["read"])");
  CHECK(Api(host.process().port(), kept.text).post("/events", write_of("k", "v")).status == 200);
  host.api().call("DELETE", "/admin/api-keys/" + gone.id);
  const std::string admin = host.process().admin_key();
  std::string log = host.process().stderr_text();
  host.kill_now();
  host.start();
  Api api(host.process().port(), kept.text);
  CHECK(api.get("/entries").at("/total").GetInt() == 1);
  CHECK(Api(host.process().port(), gone.text).get("/entries").code() == "api_key_invalid");
  CHECK(host.sender().get("/entries").code() == "api_key_missing");  // stored keys are keys
  CHECK(api.get("/entries?limit=wrong").status == 422);
  log += host.process().stderr_text();
  for (const std::string& secret : {kept.text, gone.text, admin}) {
    CHECK(log.find(secret) == std::string::npos);
    CHECK(log.find(secret.substr(8, 16)) == std::string::npos);
  }
}

TEST_CASE("the audit tells who changed what, newest first", "[audit]") {
  TestHost host;
  host.start();
  const Key key = make_key(host, R"("tenant":"acme","scopes":["admin","read"])");
  Api acme(host.process().port(), key.text);
  const Key second = make_key(host, R"("scopes":["read"])", &acme);
  acme.call("DELETE", "/admin/api-keys/" + second.id);
  make_key(host, R"("scopes":["read"])");

  const Answer own = acme.get("/admin/audit");
  REQUIRE(own.at("/entries").Size() == 3);
  CHECK(std::string(own.at("/entries/0/action").GetString()) == "key.revoke");
  CHECK(std::string(own.at("/entries/0/resource").GetString()) == second.id);
  CHECK(std::string(own.at("/entries/0/actorType").GetString()) == "api_key");
  CHECK(std::string(own.at("/entries/0/actorName").GetString()) == "test");
  CHECK(std::string(own.at("/entries/0/ipAddress").GetString()) == "127.0.0.1");
  CHECK(std::string(own.at("/entries/2/actorName").GetString()) == "admin.key");
  CHECK(own.at("/next_cursor").IsNull());
  CHECK(own.http.body.find(key.text) == std::string::npos);
  CHECK(own.http.body.find(second.text) == std::string::npos);

  CHECK(host.api().get("/admin/audit").at("/entries").Size() == 4);
  CHECK(host.api().get("/admin/audit?action=key.revoke").at("/entries").Size() == 1);
  CHECK(host.api().get("/admin/audit?since=2100-01-01T00:00:00Z").at("/entries").Empty());
  const Answer page = host.api().get("/admin/audit?limit=3");
  CHECK(page.at("/entries").Size() == 3);
  const std::string next = page.at("/next_cursor").GetString();
  CHECK(host.api().get("/admin/audit?cursor=" + next).at("/entries").Size() == 1);
  CHECK(host.api().get("/admin/audit?cursor=x").status == 422);
}

TEST_CASE("refusals are counted, a tenant's for the tenant only", "[audit]") {
  TestHost host;
  host.start();
  Api reader(host.process().port(), make_key(host, R"("tenant":"acme","scopes":["admin"])").text);
  for (int i = 0; i < 3; ++i) CHECK(reader.get("/entries").code() == "api_key_scope");
  Api(host.process().port(), "wrong").get("/entries");
  const Answer own = reader.get("/admin/refusals");
  REQUIRE(own.at("/refusals").Size() == 1);
  CHECK(std::string(own.at("/refusals/0/code").GetString()) == "api_key_scope");
  CHECK(own.at("/refusals/0/count").GetInt() == 3);
  const Answer all = host.api().get("/admin/refusals");
  CHECK(all.at("/refusals").Size() == 2);
  CHECK(all.http.body.find("api_key_invalid") != std::string::npos);
}

TEST_CASE("amfs key makes, lists and revokes", "[keys][cli]") {
  TestHost host;
  host.start();
  const test::Environment environment{{"AMFS_HTTP_URL", host.process().url()},
                                      {"AMFS_DATA_DIR", host.options().data_dir}};
  const Ran made = run_amfs({"key", "create", "--name", "agent", "--tenant", "acme"}, environment);
  REQUIRE(made.code == 0);
  const std::string key = made.out.substr(0, made.out.find('\n'));
  CHECK(made.out == key + "\n");
  CHECK(Api(host.process().port(), key).get("/entries").status == 200);
  const Ran list = run_amfs({"key", "list"}, environment);
  CHECK(list.out.find("acme") != std::string::npos);
  CHECK(list.out.find(key) == std::string::npos);
  const std::string id = list.out.substr(list.out.find("key_"), 24);
  CHECK(run_amfs({"key", "revoke", id}, environment).out == "revoked " + id + "\n");
  CHECK(Api(host.process().port(), key).get("/entries").code() == "api_key_invalid");
  CHECK(run_amfs({"key", "revoke", "key_none"}, environment).code == 1);
}
