// What /openapi.json says of each answer is true of the running host: every operation is called at
// least once, and its answer is checked member by member.
#include <set>
#include <string>
#include <vector>

#include "tests/integration/test_host.hpp"
#include "tests/support/openapi_schema.hpp"

using integration::Answer;
using integration::TestHost;

namespace {

const char* const kSecretsKey = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

class Checker {
 public:
  Checker(TestHost& host, const rapidjson::Document& document)
      : host_(host), document_(document), schema_(document) {}

  // Calls the operation (`method` and `path` as the document has them) at `target`; the answer,
  // once it was found to be what the document says.
  Answer call(const std::string& method, const std::string& path, const std::string& target,
              const std::string& body = {}) {
    std::string verb = method;
    for (char& c : verb) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    INFO(method << ' ' << target << ' ' << body);
    const auto& operation = document_["paths"][path.c_str()][verb.c_str()];
    called_.insert(operation["operationId"].GetString());
    Answer answer =
        body.empty() ? host_.api().call(method, target) : host_.api().post(target, body);
    INFO(answer.status << ' ' << answer.http.body);
    check(answer, operation);
    return answer;
  }

  // A refusal is a documented problem everywhere.
  void check_problem(const Answer& answer) {
    const auto& problem = document_["components"]["schemas"]["Problem"];
    for (const std::string& fault : schema_.faults(answer.json, problem)) FAIL_CHECK(fault);
  }
  void check_webhook(const Answer& answer, const char* path) {
    const auto& operation = document_["paths"][path]["post"];
    called_.insert(operation["operationId"].GetString());
    check(answer, operation);
  }

  // Operations whose success is JSON and that nobody called.
  std::vector<std::string> forgotten() const {
    std::vector<std::string> out;
    for (const auto& path : document_["paths"].GetObject()) {
      for (const auto& operation : path.value.GetObject()) {
        const std::string id = operation.value["operationId"].GetString();
        if (called_.count(id) == 0 && answers_json(operation.value)) out.push_back(id);
      }
    }
    return out;
  }

 private:
  const rapidjson::Value* success(const rapidjson::Value& operation) const {
    for (const auto& answer : operation["responses"].GetObject()) {
      if (std::string(answer.name.GetString()) != "default") return &schema_.resolve(answer.value);
    }
    return nullptr;
  }
  bool answers_json(const rapidjson::Value& operation) const {
    const auto* answer = success(operation);
    return answer != nullptr && answer->HasMember("content") &&
           (*answer)["content"].HasMember("application/json");
  }
  void check(const Answer& answer, const rapidjson::Value& operation) {
    const std::string status = std::to_string(answer.status);
    if (!operation["responses"].HasMember(status.c_str())) {
      FAIL_CHECK("status " << status << " is not documented");
      return;
    }
    const auto* documented = success(operation);
    const auto& schema = (*documented)["content"]["application/json"]["schema"];
    for (const std::string& fault : schema_.faults(answer.json, schema)) FAIL_CHECK(fault);
  }

  TestHost& host_;
  const rapidjson::Document& document_;
  const test::OpenApiSchema schema_;
  std::set<std::string> called_;
};

std::string entry(const std::string& path, const std::string& key, const std::string& more = {}) {
  return R"({"entity_path":")" + path + R"(","key":")" + key + R"(","value":{"status":"open"})" +
         more + "}";
}
// Signed with kSecret.
Answer delivered(TestHost& host, const std::string& target, const std::string& id) {
  const std::string body = R"({"project":"one","id":")" + id + "\"}";
  return host.deliver(target, body, integration::signed_headers(body, "delivery-" + id));
}
std::string direct(const std::string& key) {
  std::string body = entry("ops/direct", key, R"(,"source":"cron")");
  return body;
}

}  // namespace

TEST_CASE("every operation answers as documented", "[openapi]") {
  TestHost host({"echo"});
  host.options().environment["AMFS_SECRETS_KEY"] = kSecretsKey;
  host.start();
  const std::string text = host.api().get("/openapi.json").http.body;
  const rapidjson::Document document = test::parse_json(text);
  Checker api(host, document);

  // Ingestion.
  const Answer accepted = delivered(host, "echo", "1");
  api.check_webhook(accepted, "/webhooks/{connector}");
  const std::string event = accepted.text("event_id");
  host.api().settled_event(event);
  api.call("POST", "/events", "/events", direct("one"));
  api.call("POST", "/events/batch", "/events/batch",
           R"({"events":[)" + direct("two") + "," + R"({"source":"cron"}]})");

  // Events.
  api.call("GET", "/events", "/events");
  api.call("GET", "/deadletters", "/deadletters");
  api.call("GET", "/events/{id}", "/events/" + event);
  api.call("POST", "/events/{id}/replay", "/events/" + event + "/replay");
  api.call("POST", "/events/replay", "/events/replay", R"({"connector":"echo"})");

  // Memory.
  api.call("POST", "/entries", "/entries", entry("svc/shop", "a"));
  api.call("POST", "/entries", "/entries", entry("svc/shop", "a", R"(,"confidence":0.5)"));
  api.call("GET", "/entries", "/entries?entity_path=svc/shop&include_superseded=true");
  api.call("GET", "/entries", "/entries?fields=meta&sort=written_at&limit=1");
  api.call("GET", "/entries/{entity_path}/{key}", "/entries/svc/shop/a");
  api.call("GET", "/entries/{entity_path}/{key}", "/entries/svc/shop/none");
  api.call("GET", "/entry", "/entry?entity_path=svc/shop&key=a");
  api.call("GET", "/history/{entity_path}/{key}", "/history/svc/shop/a");
  api.call("POST", "/context", "/context",
           R"({"label":"deploy","summary":"went out","entity_path":"svc/shop"})");
  api.call("GET", "/contexts", "/contexts?entity_path=svc");
  api.call("POST", "/outcomes", "/outcomes",
           R"({"outcome_ref":"o-1","outcome_type":"success","causal_entry_keys":["svc/shop/a"]})");
  api.call("GET", "/outcomes", "/outcomes");
  api.call("POST", "/verify", "/verify", "{}");

  // Finding and summarising.
  api.call("GET", "/search", "/search?query=open&snippet=true");
  api.call("POST", "/search", "/search", R"({"query":"open"})");
  api.call("POST", "/retrieve", "/retrieve", R"({"query":"open"})");
  api.call("GET", "/entities", "/entities");
  api.call("GET", "/agents", "/agents");
  api.call("GET", "/agents/{agent_id}/timeline", "/agents/webhook/echo/timeline");
  api.call("GET", "/briefing", "/briefing?entity_path=svc/shop");
  api.call("GET", "/cortex/digests", "/cortex/digests");
  api.call("GET", "/stats", "/stats");

  // System.
  api.call("GET", "/connectors", "/connectors");
  api.call("GET", "/connectors/{name}", "/connectors/echo");
  api.call("GET", "/health", "/health");
  api.call("GET", "/ready", "/ready");
  api.call("GET", "/openapi.json", "/openapi.json");

  // Administration.
  const Answer key = api.call("POST", "/admin/api-keys", "/admin/api-keys",
                              R"({"name":"reader","scopes":["read"],"tenant":"acme"})");
  api.call("GET", "/admin/api-keys", "/admin/api-keys");
  const Answer endpoint =
      api.call("POST", "/admin/endpoints", "/admin/endpoints",
               R"({"connector":"echo","name":"prod","secret":"a-long-enough-secret"})");
  const std::string id = endpoint.text("id");
  const std::string own_address = "echo/" + endpoint.text("token");
  api.check_problem(delivered(host, own_address, "2"));  // signed with another secret
  api.call("GET", "/admin/endpoints", "/admin/endpoints");
  api.call("GET", "/admin/endpoints/{id}", "/admin/endpoints/" + id);
  api.call("POST", "/admin/endpoints/{id}/rotate", "/admin/endpoints/" + id + "/rotate",
           std::string(R"({"secret":")") + integration::kSecret + "\"}");
  api.check_webhook(delivered(host, own_address, "2"), "/webhooks/{connector}/{token}");
  api.call("GET", "/admin/audit", "/admin/audit");
  api.call("GET", "/admin/refusals", "/admin/refusals");
  api.call("DELETE", "/admin/endpoints/{id}", "/admin/endpoints/" + id);
  api.call("DELETE", "/admin/api-keys/{id}", "/admin/api-keys/" + key.text("id"));

  for (const std::string& operation : api.forgotten()) FAIL_CHECK("never called: " << operation);
}
