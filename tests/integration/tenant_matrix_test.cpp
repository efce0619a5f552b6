// A tenant sees nothing of another: every documented operation is called with one tenant's key and
// the other's ids, tokens and cursors. Nothing of the other may come back, and nothing of the other
// may change.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/integration/test_host.hpp"

using integration::Answer;
using integration::Api;
using integration::TestHost;

namespace {

const char* const kSecretsKey = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const std::string kAllScopes = R"(["ingest","read","write","operate","admin"])";

// Everything one tenant has, each text of it holding the tenant's own word.
struct Tenant {
  std::string word;
  std::string key, key_id;
  std::string endpoint_id, token;
  std::string event;
  std::vector<std::string> cursors;  // of its own pages, as other tenants might send them
  std::string path() const { return "shared/place"; }
  // What no other tenant may ever see.
  std::vector<std::string> secrets() const { return {word, key_id, endpoint_id, token, event}; }
};

std::string quoted(const std::string& name, const std::string& text) {
  return '"' + name + R"(":")" + text + '"';
}

std::string next_cursor(const Answer& page) {
  if (!page.text("next_cursor").empty()) return page.text("next_cursor");
  const std::string link = page.http.header("Link");  // <…?cursor=X&…>; rel="next"
  const std::size_t at = link.find("cursor=");
  return at == std::string::npos ? "" : link.substr(at + 7, link.find_first_of("&>", at) - at - 7);
}

class World {
 public:
  World() : host_({"echo"}) {
    host_.options().environment["AMFS_SECRETS_KEY"] = kSecretsKey;
    host_.start();
    tenants_.push_back(make("alphaword"));
    tenants_.push_back(make("bravoword"));
  }

  TestHost& host() { return host_; }
  const Tenant& alpha() const { return tenants_[0]; }
  const Tenant& bravo() const { return tenants_[1]; }
  Api as(const Tenant& tenant) { return Api(host_.process().port(), tenant.key); }

 private:
  Tenant make(const std::string& word) {
    Tenant tenant;
    tenant.word = word;
    const Answer key = host_.api().post("/admin/api-keys", '{' + quoted("name", word) + ',' +
                                                               quoted("tenant", word) +
                                                               R"(,"scopes":)" + kAllScopes + '}');
    INFO(key.http.body);
    REQUIRE(key.status == 200);
    tenant.key = key.text("key");
    tenant.key_id = key.text("id");
    Api api = as(tenant);
    const Answer endpoint =
        api.post("/admin/endpoints", R"({"connector":"echo",)" + quoted("name", word) + ',' +
                                         quoted("secret", integration::kSecret) + '}');
    INFO(endpoint.http.body);
    REQUIRE(endpoint.status == 200);
    tenant.endpoint_id = endpoint.text("id");
    tenant.token = endpoint.text("token");
    fill(tenant, api);
    return tenant;
  }

  void fill(Tenant& tenant, Api& api) {
    const std::string body = R"({"project":"x","id":"1",)" + quoted("note", tenant.word) + '}';
    const Answer accepted = host_.deliver("echo/" + tenant.token, body,
                                          integration::signed_headers(body, tenant.word + "-1"));
    INFO(accepted.http.body);
    REQUIRE(accepted.status == 200);
    tenant.event = accepted.text("event_id");
    api.settled_event(tenant.event);
    for (const char* key : {"same", "other"}) {
      const Answer written =
          api.post("/entries", '{' + quoted("entity_path", tenant.path()) + ',' +
                                   quoted("key", key) + ',' + quoted("value", tenant.word) + ',' +
                                   quoted("agent_id", tenant.word) + '}');
      INFO(written.http.body);
      REQUIRE(written.status == 200);
      const Answer context = api.post("/context", '{' + quoted("label", tenant.word) + ',' +
                                                      quoted("summary", tenant.word) + ',' +
                                                      quoted("entity_path", tenant.path()) + '}');
      REQUIRE(context.status == 200);
      const Answer direct =
          api.post("/events", R"({"source":"cron","entity_path":"shared/direct",)" +
                                  quoted("key", key) + ',' + quoted("value", tenant.word) + ',' +
                                  quoted("idempotency_key", key) + '}');
      INFO(direct.http.body);
      REQUIRE(direct.status == 200);
    }
    REQUIRE(api.post("/outcomes", '{' + quoted("outcome_ref", tenant.word) +
                                      R"(,"outcome_type":"success","causal_entry_keys":[")" +
                                      tenant.path() + "/same\"]}")
                .status == 200);
    for (const char* list : {"/events?limit=1", "/entries?limit=1", "/contexts?limit=1",
                             "/search?query=shared&limit=1", "/admin/audit?limit=1"}) {
      const std::string cursor = next_cursor(api.get(list));
      INFO(list);
      CHECK_FALSE(cursor.empty());
      tenant.cursors.push_back(cursor);
    }
  }

  TestHost host_;
  std::vector<Tenant> tenants_;
};

struct Call {
  std::string method, target, body;
};

// How each operation is called with what belongs to `other`. Empty: it takes nothing of a tenant's.
std::map<std::string, std::vector<Call>> calls(const Tenant& other) {
  const std::string write = '{' + quoted("entity_path", "mine/place") + R"(,"key":"k","value":1,)" +
                            quoted("source", "cron") + '}';
  std::map<std::string, std::vector<Call>> out{
      {"writeEvent", {{"POST", "/events", write}}},
      {"writeEvents", {{"POST", "/events/batch", R"({"events":[)" + write + "]}"}}},
      {"listEvents",
       {{"GET", "/events", ""},
        {"GET", "/events?q=" + other.event, ""},
        {"GET", "/events?connector=echo", ""}}},
      {"getEvent", {{"GET", "/events/" + other.event, ""}}},
      {"replayEvent", {{"POST", "/events/" + other.event + "/replay", "{}"}}},
      {"replayEvents", {{"POST", "/events/replay", R"({"all":true})"}}},
      {"listDeadLetters", {{"GET", "/deadletters", ""}}},
      {"writeEntry", {{"POST", "/entries", write}}},
      {"listEntries",
       {{"GET", "/entries?include_superseded=true", ""},
        {"GET", "/entries?entity_path=" + other.path(), ""}}},
      {"getEntry", {{"GET", "/entries/" + other.path() + "/same", ""}}},
      {"getEntryByQuery", {{"GET", "/entry?entity_path=" + other.path() + "&key=same", ""}}},
      {"getHistory", {{"GET", "/history/" + other.path() + "/same", ""}}},
      {"searchByQuery",
       {{"GET", "/search?query=" + other.word, ""}, {"GET", "/search?agent_id=" + other.word, ""}}},
      {"search", {{"POST", "/search", '{' + quoted("query", other.word) + '}'}}},
      {"retrieve", {{"POST", "/retrieve", '{' + quoted("query", other.word) + '}'}}},
      {"listEntities", {{"GET", "/entities", ""}}},
      {"listAgents", {{"GET", "/agents", ""}}},
      {"getTimeline", {{"GET", "/agents/" + other.word + "/timeline", ""}}},
      {"recordContext", {{"POST", "/context", R"({"label":"l","summary":"s"})"}}},
      {"listContexts", {{"GET", "/contexts", ""}, {"GET", "/contexts?label=" + other.word, ""}}},
      {"commitOutcome",
       {{"POST", "/outcomes",
         R"({"outcome_ref":"r","outcome_type":"failure","causal_entry_keys":[")" + other.path() +
             "/same\"]}"}}},
      {"listOutcomes", {{"GET", "/outcomes", ""}}},
      {"verifyIntegrity", {{"POST", "/verify", "{}"}}},
      {"getBriefing",
       {{"GET", "/briefing", ""},
        {"GET", "/briefing?entity_path=" + other.path(), ""},
        {"GET", "/briefing?agent_id=" + other.word, ""}}},
      {"listDigests", {{"GET", "/cortex/digests", ""}}},
      {"getStats", {{"GET", "/stats", ""}}},
      {"listConnectors", {{"GET", "/connectors", ""}}},
      {"getConnector", {{"GET", "/connectors/echo", ""}}},
      {"listKeys", {{"GET", "/admin/api-keys", ""}}},
      {"createKey",
       {{"POST", "/admin/api-keys",
         '{' + quoted("name", "n") + ',' + quoted("tenant", other.word) + '}'}}},
      {"revokeKey", {{"DELETE", "/admin/api-keys/" + other.key_id, ""}}},
      {"listEndpoints", {{"GET", "/admin/endpoints", ""}}},
      {"createEndpoint",
       {{"POST", "/admin/endpoints",
         R"({"connector":"echo",)" + quoted("secret", integration::kSecret) + ',' +
             quoted("tenant", other.word) + '}'}}},
      {"getEndpoint", {{"GET", "/admin/endpoints/" + other.endpoint_id, ""}}},
      {"rotateEndpoint",
       {{"POST", "/admin/endpoints/" + other.endpoint_id + "/rotate",
         '{' + quoted("secret", "somebody-elses-secret") + '}'}}},
      {"revokeEndpoint", {{"DELETE", "/admin/endpoints/" + other.endpoint_id, ""}}},
      {"listAudit", {{"GET", "/admin/audit", ""}}},
      {"listRefusals", {{"GET", "/admin/refusals", ""}}},
      // Open to everybody, or decided by the token itself (tested below); the stream has its own
      // test.
      {"receiveWebhook", {}},
      {"receiveWebhookAtEndpoint", {}},
      {"stream", {}},
      {"getHealth", {}},
      {"getReady", {}},
      {"getOpenApi", {}},
      {"getDocs", {}},
  };
  for (const std::string& cursor : other.cursors) {
    for (const char* list :
         {"listEvents", "listEntries", "listContexts", "searchByQuery", "listAudit", "listEntities",
          "listKeys", "listEndpoints", "getTimeline"}) {
      const std::string base = out[list].front().target;
      const char* joint = base.find('?') == std::string::npos ? "?" : "&";
      out[list].push_back({"GET", base + joint + "cursor=" + cursor, ""});
    }
  }
  return out;
}

// The caller's own words in its request come back in some answers; only those.
bool leaks(const Answer& answer, const Call& call, const std::string& secret) {
  if (secret.empty() || answer.http.body.find(secret) == std::string::npos) return false;
  return call.target.find(secret) == std::string::npos &&
         call.body.find(secret) == std::string::npos;
}

}  // namespace

TEST_CASE("no operation shows or changes anything of another tenant", "[tenants]") {
  World world;
  const Tenant& alpha = world.alpha();
  Api bravo = world.as(world.bravo());
  const std::string before = world.as(alpha).get("/history/" + alpha.path() + "/same").http.body;

  const auto document = test::parse_json(bravo.get("/openapi.json").http.body);
  const auto table = calls(alpha);
  std::size_t made = 0;
  for (const auto& path : document["paths"].GetObject()) {
    for (const auto& operation : path.value.GetObject()) {
      const std::string id = operation.value["operationId"].GetString();
      if (table.count(id) == 0) FAIL_CHECK("the matrix does not know the operation " << id);
      if (table.count(id) == 0) continue;
      for (const Call& call : table.at(id)) {
        const Answer answer = call.body.empty() ? bravo.call(call.method, call.target)
                                                : bravo.post(call.target, call.body);
        INFO(call.method << ' ' << call.target << ' ' << call.body << "\n"
                         << answer.status << ' ' << answer.http.body);
        CHECK(answer.status < 500);
        for (const std::string& secret : alpha.secrets()) CHECK_FALSE(leaks(answer, call, secret));
        // What names one thing of the other tenant is as unknown as one that never was.
        const bool names_one = call.target.find(alpha.event) != std::string::npos ||
                               call.target.find(alpha.key_id) != std::string::npos ||
                               call.target.find(alpha.endpoint_id) != std::string::npos;
        if (names_one && call.target.find('?') == std::string::npos) CHECK(answer.status == 404);
        ++made;
      }
    }
  }
  CHECK(made > 60);

  Api own = world.as(alpha);
  CHECK(own.get("/history/" + alpha.path() + "/same").http.body == before);
  CHECK(own.get("/events/" + alpha.event).text("state") == "done");
  CHECK(own.get("/admin/endpoints/" + alpha.endpoint_id).status == 200);
  CHECK(own.get("/admin/api-keys").http.body.find(alpha.key_id) != std::string::npos);
}

TEST_CASE("the same keys and ids in two tenants stay two things", "[tenants]") {
  World world;
  for (const Tenant* tenant : {&world.alpha(), &world.bravo()}) {
    Api api = world.as(*tenant);
    CHECK(api.get("/entries/shared/place/same").text("value") == tenant->word);
    CHECK(api.get("/entries/shared/direct/same").text("value") == tenant->word);
    CHECK(api.get("/entries/shared/place/same").at("/version").GetInt() == 2);  // and its outcome
    CHECK(api.get("/stats").at("/events/received").GetInt() == 3);
    CHECK(api.get("/search?query=" + tenant->word).json.Size() >= 2);
  }
}

TEST_CASE("a token opens its own endpoint only, and tells nothing else apart", "[tenants]") {
  World world;
  const std::string body = R"({"project":"x","id":"2"})";
  const auto headers = integration::signed_headers(body, "d-2");
  TestHost& host = world.host();
  const Answer never = host.deliver("echo/amfs_ep_0123456789abcdef0123456789abcdef", body, headers);
  const Answer elsewhere = host.deliver("github/" + world.alpha().token, body, headers);
  CHECK(never.status == 404);
  CHECK(elsewhere.status == 404);
  CHECK(never.code() == "unknown_endpoint");
  CHECK(elsewhere.text("detail") == never.text("detail"));
  CHECK(host.deliver("echo/" + world.bravo().token, body, headers).status == 200);
  // The same delivery at the other tenant's endpoint is a delivery of its own.
  CHECK(host.deliver("echo/" + world.alpha().token, body, headers).text("status") == "accepted");
}
