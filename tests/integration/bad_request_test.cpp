// Every operation of /openapi.json with input that is wrong: rows by hand, and what follows from
// the document itself (each parameter and member with values that are not of its type). An
// operation that nobody thought of fails. Nothing wrong may be a 500, succeed or change anything.
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "tests/integration/bad_request_rows.hpp"
#include "tests/integration/test_host.hpp"
#include "tests/support/openapi_schema.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

struct Operation {
  std::string id, method, path;
  const rapidjson::Value* definition;
};

class Fixture : public TestHost {
 public:
  Fixture() : TestHost({"echo"}) {
    options().environment["AMFS_SECRETS_KEY"] =
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    start();
    document_ = test::parse_json(api().get("/openapi.json").http.body);
    const Answer direct =
        api().post("/events", R"({"source":"cron","entity_path":"p","key":"k","value":1})");
    REQUIRE(direct.status == 200);
    known_.event = direct.text("event_id");
    const Answer endpoint =
        api().post("/admin/endpoints", R"({"connector":"echo","name":"known"})");
    REQUIRE(endpoint.status == 200);
    known_.endpoint = endpoint.text("id");
    revoked_ = make_key("revoked");
    narrow_ = make_key("narrow");
    REQUIRE(api().call("DELETE", "/admin/api-keys/" + revoked_.id).status == 200);
    before_ = state();
  }
  // However a case ends, what was refused left no trace.
  ~Fixture() {
    check_alive(*this);
    CHECK(state() == before_);
  }

  const KnownThings& known() const { return known_; }
  const std::string& revoked_key() const { return revoked_.text; }
  const std::string& narrow_key() const { return narrow_.text; }  // for nothing but webhooks

  std::vector<Operation> operations() const {
    std::vector<Operation> out;
    for (const auto& path : document_["paths"].GetObject()) {
      for (const auto& operation : path.value.GetObject()) {
        std::string method = operation.name.GetString();
        for (char& c : method) c = static_cast<char>(c - 'a' + 'A');
        out.push_back({operation.value["operationId"].GetString(), method, path.name.GetString(),
                       &operation.value});
      }
    }
    return out;
  }
  const rapidjson::Value& resolve(const rapidjson::Value& value) const {
    return schema_.resolve(value);
  }
  // The operation's path with something that may stand there.
  std::string target_of(const Operation& operation) const {
    const std::pair<std::string, std::string> places[] = {
        {"{connector}", "echo"}, {"{token}", "amfs_ep_none"}, {"{entity_path}", "p"},
        {"{key}", "k"},          {"{agent_id}", "a"},         {"{name}", "echo"}};
    std::string target = operation.path;
    const auto put = [&target](const std::string& place, const std::string& value) {
      const std::size_t at = target.find(place);
      if (at != std::string::npos) target.replace(at, place.size(), value);
    };
    for (const auto& [place, value] : places) put(place, value);
    put("{id}", target.find("/events/") == 0      ? known_.event
                : target.find("/admin/api-") == 0 ? "key_none"
                                                  : known_.endpoint);
    return target;
  }

 private:
  struct Key {
    std::string id, text;
  };
  Key make_key(const std::string& name) {
    const Answer key =
        api().post("/admin/api-keys", R"({"scopes":["ingest"],"name":")" + name + "\"}");
    REQUIRE(key.status == 200);
    return {key.text("id"), key.text("key")};
  }
  // Of everything that a write could have changed.
  std::string state() {
    std::string out;
    for (const char* list : {"/events", "/entries?include_superseded=true", "/contexts",
                             "/outcomes", "/admin/endpoints", "/admin/audit"}) {
      out += api().get(list).http.body + '\n';
    }
    const Answer keys = api().get("/admin/api-keys");  // without "lastUsed", which may change
    for (const auto& key : keys.at("/keys").GetArray()) {
      out += key["id"].GetString() + std::string(key["active"].GetBool() ? " active\n" : "\n");
    }
    return out;
  }

  rapidjson::Document document_;
  const test::OpenApiSchema schema_{document_};
  KnownThings known_;
  Key revoked_, narrow_;
  std::string before_;
};

using Wrong = std::vector<std::string>;

// Values in a query string that a parameter of this schema does not take.
Wrong wrong_parameters(const std::string& name, const rapidjson::Value& schema) {
  const std::string type = schema["type"].GetString();
  if (name == "cursor") return {"x", "-1", "9223372036854775808", std::string(600, 'a')};
  if (name == "branch") return {"other"};
  if (schema.HasMember("enum")) return {"no_such_word", "7"};
  if (schema.HasMember("format")) return {"then", "2026-02-30T00:00:00Z", "1700000000"};
  if (type == "boolean") return {"maybe", "2", "TRUE"};
  if (type == "number") return {"many", "nan", "inf", "1e999", "0x1"};
  Wrong wrong;
  if (type == "integer") {
    wrong = {"many", "1.5", "1e3", "+1", "99999999999999999999"};
    if (schema.HasMember("minimum")) {
      wrong.push_back(std::to_string(schema["minimum"].GetInt64() - 1));
    }
  }
  if (schema.HasMember("maximum"))
    wrong.push_back(std::to_string(schema["maximum"].GetInt64() + 1));
  if (schema.HasMember("maxLength")) {
    wrong.push_back(std::string(static_cast<std::size_t>(schema["maxLength"].GetInt()) + 1, 'x'));
  }
  return wrong;
}

// JSON that a member of this schema does not take.
Wrong wrong_members(const rapidjson::Value& schema) {
  if (!schema.HasMember("type")) return {};  // any JSON
  const std::string type = schema["type"].GetString();
  if (type == "boolean") return {"1", "\"true\"", "[]"};
  if (type == "array") return {"{}", "\"a\"", "7"};
  Wrong wrong{"{}", "[]", "true"};
  if (type == "string") {
    wrong.emplace_back("7");
    if (schema.HasMember("enum")) wrong.emplace_back("\"no such word\"");
    if (schema.HasMember("format")) wrong.emplace_back("\"then\"");
    if (schema.HasMember("maxLength")) {
      wrong.push_back(
          '"' + std::string(static_cast<std::size_t>(schema["maxLength"].GetInt()) + 1, 'x') + '"');
    }
    return wrong;
  }
  wrong.insert(wrong.end(), {"\"1\"", "-1e9", "1e300"});
  if (type == "integer") wrong.emplace_back("1.5");
  return wrong;
}

// The smallest body that each operation takes.
const std::map<std::string, std::string> kSmallest = {
    {"writeEvent", R"({"source":"cron","entity_path":"p","key":"k","value":1})"},
    {"writeEvents", R"({"events":[]})"},
    {"replayEvents", R"({"state":"dead","dry_run":true})"},
    {"writeEntry", R"({"entity_path":"p","key":"k"})"},
    {"search", "{}"},
    {"retrieve", R"({"query":"word"})"},
    {"recordContext", R"({"label":"l","summary":"s","entity_path":"p"})"},
    {"commitOutcome", R"({"outcome_ref":"r","outcome_type":"success"})"},
    {"verifyIntegrity", "{}"},
    {"createKey", R"({"name":"n"})"},
    {"createEndpoint", R"({"connector":"echo","name":"n"})"},
    {"rotateEndpoint", R"({"secret":"a-long-enough-secret"})"}};

// `object` with `name` set to `json`, or without it where `json` is empty.
std::string with_member(const std::string& object, const std::string& name,
                        const std::string& json) {
  rapidjson::Document document = test::parse_json(object);
  document.RemoveMember(name.c_str());
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  document.Accept(writer);
  std::string out = buffer.GetString();
  if (json.empty()) return out;
  out.pop_back();
  return out + (out == "{" ? "" : ",") + '"' + name + "\":" + json + '}';
}

void check_field(const Answer& answer, const std::string& name) {
  REQUIRE(answer.status == 422);
  const std::string found = answer.at("/errors/0/field").GetString();
  CHECK((found == name || found == "/" + name));
}

bool is_open(const Operation& operation) {
  return operation.id == "getHealth" || operation.id == "getReady" ||
         operation.id == "getOpenApi" || operation.id == "getDocs";
}
bool is_webhook(const Operation& operation) { return operation.path.rfind("/webhooks/", 0) == 0; }

}  // namespace

TEST_CASE_METHOD(Fixture, "every operation has rows of bad input, answered as they say",
                 "[bad-input]") {
  auto rows = bad_request_rows(known());
  for (const Operation& operation : operations()) {
    if (rows[operation.id].empty()) FAIL_CHECK("no bad input is tried for " << operation.id);
    for (const BadRequestRow& row : rows[operation.id]) {
      INFO(operation.id << ": " << row.method << ' ' << row.target.substr(0, 200) << ' '
                        << row.body.substr(0, 200));
      const Answer answer =
          row.body.empty() ? api().call(row.method, row.target) : api().post(row.target, row.body);
      INFO(answer.http.body.substr(0, 400));
      CHECK(answer.status == row.status);
    }
    rows.erase(operation.id);
  }
  for (const auto& left : rows) FAIL_CHECK("rows of no documented operation: " << left.first);
}

TEST_CASE_METHOD(Fixture, "every documented parameter refuses what is not of its type",
                 "[bad-input]") {
  int tried = 0;
  for (const Operation& operation : operations()) {
    if (!operation.definition->HasMember("parameters")) continue;
    for (const auto& reference : (*operation.definition)["parameters"].GetArray()) {
      const rapidjson::Value& parameter = resolve(reference);
      if (std::string(parameter["in"].GetString()) != "query") continue;
      const std::string name = parameter["name"].GetString();
      const std::string target = target_of(operation) + '?' + name + '=';
      for (const std::string& value : wrong_parameters(name, resolve(parameter["schema"]))) {
        INFO(operation.method << ' ' << target << value.substr(0, 100));
        check_field(api().call(operation.method, target + value), name);
        ++tried;
      }
      for (const char* value : {"%zz", "%", "%00", "%0A", "%FF"}) {
        INFO(operation.method << ' ' << target << value);
        check_field(api().call(operation.method, target + value), "query");  // all of it
      }
    }
  }
  CHECK(tried > 150);
}

TEST_CASE_METHOD(Fixture, "every documented member refuses what is not of its type",
                 "[bad-input]") {
  int tried = 0;
  for (const Operation& operation : operations()) {
    if (!operation.definition->HasMember("requestBody") || is_webhook(operation)) continue;
    INFO(operation.id);
    REQUIRE(kSmallest.count(operation.id) == 1);
    const std::string& smallest = kSmallest.at(operation.id);
    const std::string target = target_of(operation);
    const rapidjson::Value& body = resolve((*operation.definition)["requestBody"]);
    const rapidjson::Value& schema = resolve(body["content"]["application/json"]["schema"]);
    for (const auto& member : schema["properties"].GetObject()) {
      const std::string name = member.name.GetString();
      for (const std::string& json : wrong_members(resolve(member.value))) {
        INFO(target << ' ' << name << ": " << json.substr(0, 100));
        check_field(api().post(target, with_member(smallest, name, json)), name);
        ++tried;
      }
    }
    if (!schema.HasMember("required")) continue;
    for (const auto& name : schema["required"].GetArray()) {
      INFO(target << " without " << name.GetString());
      check_field(api().post(target, with_member(smallest, name.GetString(), "")),
                  name.GetString());
    }
  }
  CHECK(tried > 200);
}

TEST_CASE_METHOD(Fixture, "every body has its limit, and a form", "[bad-input]") {
  const std::string deep = std::string(500, '[') + std::string(500, ']');
  for (const Operation& operation : operations()) {
    if (operation.method != "POST" || is_webhook(operation)) continue;
    if (kSmallest.count(operation.id) == 0) continue;
    const std::string target = target_of(operation);
    INFO(target);
    CHECK(api().post(target, R"({"a":")" + std::string(5U << 20, 'x') + "\"}").status == 413);
    api().client().disconnect();
    for (const std::string& body : {std::string("{"), std::string("{}{}"), "{\"a\":" + deep + "}",
                                    std::string("{\"a\":\"\xC3\"}"), std::string("{'a':1}")}) {
      INFO(body.substr(0, 40));
      CHECK(api().post(target, body).status == 400);
    }
    for (const char* body : {"[]", "7", "null"}) {
      INFO(body);
      CHECK(api().post(target, body).status == 422);
    }
  }
}

TEST_CASE_METHOD(Fixture, "no operation is open to a forged, a revoked or another's kind of key",
                 "[bad-input]") {
  const std::pair<std::string, const char*> keys[] = {
      {"x", "api_key_invalid"},
      {"amfs_sk_" + std::string(64, '0'), "api_key_invalid"},
      {std::string(4000, 'k'), "api_key_invalid"},
      {revoked_key(), "api_key_invalid"},
      {narrow_key(), "api_key_scope"}};
  for (const Operation& operation : operations()) {
    if (is_open(operation) || is_webhook(operation)) continue;
    for (const auto& [key, code] : keys) {
      INFO(operation.method << ' ' << operation.path << ' ' << key.substr(0, 12));
      Api stranger(process().port(), key);
      const std::string target = target_of(operation);
      const Answer answer = operation.method == "POST" ? stranger.post(target, "{}")
                                                       : stranger.call(operation.method, target);
      CHECK(answer.status == (std::string(code) == "api_key_scope" ? 403 : 401));
      CHECK(answer.code() == code);
    }
  }
}

TEST_CASE_METHOD(Fixture, "no operation is open to a web page or a proxy", "[bad-input]") {
  const test::HttpHeaders from_outside = {
      {"Origin", "https://evil.example"}, {"Origin", "null"},
      {"Host", "rebound.example:8741"},   {"Host", "127.0.0.1.evil.example"},
      {"X-Forwarded-For", "127.0.0.1"},   {"Forwarded", "for=127.0.0.1"},
      {"X-Real-IP", "127.0.0.1"},         {"Via", "1.1 proxy"}};
  for (const Operation& operation : operations()) {
    if (is_open(operation) || is_webhook(operation)) continue;
    const bool is_write = operation.method != "GET";
    for (const auto& header : from_outside) {
      INFO(operation.method << ' ' << operation.path << ' ' << header.first << ": "
                            << header.second);
      test::HttpHeaders headers{header};
      if (is_write) headers.emplace_back("Content-Type", "application/json");
      const Answer answer = sender().call(operation.method, target_of(operation),
                                          is_write ? "{}" : "", std::move(headers));
      CHECK(answer.status == 401);
      CHECK(answer.code() == "api_key_missing");
    }
    if (!is_write) continue;
    INFO(operation.method << ' ' << operation.path);
    const int status =
        sender()
            .call(operation.method, target_of(operation), "{}", {{"Content-Type", "text/plain"}})
            .status;
    CHECK((status == 415 || status == 401));
  }
}
