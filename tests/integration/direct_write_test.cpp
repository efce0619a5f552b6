// POST /events: one memory without a connector, durable and readable when answered.
#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

struct Fixture : TestHost {
  Fixture() { start(); }

  Answer send(const std::string& body, const test::HttpHeaders& headers = {}) {
    return api().post("/events", body, headers);
  }
  // The field an otherwise right body is refused for.
  std::string refused_field(const std::string& members) {
    const Answer answer = send("{" + members + "}");
    INFO(members);
    CHECK(answer.status == 422);
    if (answer.status != 422) return "nothing";
    return answer.at("/errors/0/field").GetString();
  }
};

const std::string kBody =
    R"({"source":"cli","entity_path":"notes/shop","key":"n-1","value":{"a":1}})";

std::string with(const std::string& field, const std::string& value) {
  std::string out;
  const std::pair<const char*, const char*> fields[] = {
      {"source", "\"cli\""}, {"entity_path", "\"notes\""}, {"key", "\"k\""}, {"value", "1"}};
  bool known = false;
  for (const auto& [name, usual] : fields) {
    known = known || field == name;
    if (field == name && value.empty()) continue;
    out +=
        (out.empty() ? "\"" : ",\"") + std::string(name) + "\":" + (field == name ? value : usual);
  }
  return known ? out : out + ",\"" + field + "\":" + value;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "what was answered can be read", "[direct]") {
  const Answer sent = send(kBody);
  CHECK(sent.status == 200);
  CHECK(sent.text("status") == "ok");
  CHECK(sent.text("entity_path") == "notes/shop");
  CHECK(sent.text("key") == "n-1");
  CHECK(sent.text("source") == "cli");
  CHECK(sent.text("agent_id") == "external/cli");
  CHECK(sent.at("/version").GetInt() == 1);
  CHECK(sent.text("event_id").rfind("evt_", 0) == 0);
  const Answer entry = api().get("/entry?entity_path=notes/shop&key=n-1");
  CHECK(entry.at("/value/a").GetInt() == 1);
  CHECK(entry.at("/confidence").GetDouble() == 1.0);
  CHECK(entry.text("memory_type") == "experience");
  CHECK(entry.at("/provenance/agent_id") == "external/cli");
  const Answer event = api().get("/events/" + sent.text("event_id"));
  CHECK(event.text("state") == "done");
  CHECK(event.text("outcome") == "written");
}

TEST_CASE_METHOD(Fixture, "the next write is the next version", "[direct]") {
  send(kBody);
  CHECK(send(R"({"source":"cli","entity_path":"notes/shop","key":"n-1","value":2})")
            .at("/version")
            .GetInt() == 2);
}

TEST_CASE_METHOD(Fixture, "optional fields arrive", "[direct]") {
  send(
      R"({"source":"cli","entity_path":"notes","key":"k","value":"v","confidence":0.5,"memory_type":"belief",
          "pattern_refs":["a:b:1"],"ttl_at":"2099-01-01T00:00:00Z"})");
  const Answer entry = api().get("/entry?entity_path=notes&key=k");
  CHECK(entry.at("/confidence").GetDouble() == 0.5);
  CHECK(entry.text("memory_type") == "belief");
  CHECK(entry.at("/provenance/pattern_refs/0") == "a:b:1");
  CHECK(entry.text("ttl_at") == "2099-01-01T00:00:00Z");
}

TEST_CASE_METHOD(Fixture, "numbers keep their digits", "[direct]") {
  send(
      R"({"source":"cli","entity_path":"notes","key":"n","value":{"n":12345678901234567890.10,"e":1E5}})");
  const std::string entry = api().get("/entry?entity_path=notes&key=n").http.body;
  CHECK(entry.find("12345678901234567890.10") != std::string::npos);
  CHECK(entry.find("1E5") != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "an idempotency key gives the same answer again", "[direct]") {
  const test::HttpHeaders key{{"Idempotency-Key", "once"}};
  const Answer first = send(kBody, key);
  const Answer again = send(kBody, key);
  CHECK(again.status == 200);
  CHECK(again.http.body == first.http.body);
  CHECK(api().get("/history/notes/shop/n-1").at("/version_count").GetInt() == 1);
  const Answer other =
      send(R"({"source":"cli","entity_path":"notes/shop","key":"n-1","value":2})", key);
  CHECK(other.status == 409);
  CHECK(other.code() == "idempotency_conflict");
  const Answer event = api().get("/events/" + first.text("event_id"));
  CHECK(event.at("/duplicates").GetInt() == 1);  // the repeat; the other body is refused
  CHECK(event.at("/last_duplicates/0/0") == "once");
  CHECK(api().event_count("duplicates") == 1);
  const std::string in_body =
      R"({"source":"cli","entity_path":"notes/b","key":"n-1","value":1,"idempotency_key":"in-body"})";
  CHECK(send(in_body).http.body == send(in_body).http.body);
}

TEST_CASE_METHOD(Fixture, "the same key from another source is another key", "[direct]") {
  const test::HttpHeaders key{{"Idempotency-Key", "once"}};
  send(kBody, key);
  CHECK(
      send(R"({"source":"other","entity_path":"notes/shop","key":"n-2","value":1})", key).status ==
      200);
}

TEST_CASE_METHOD(Fixture, "an idempotency key holds over a kill", "[direct]") {
  const test::HttpHeaders key{{"Idempotency-Key", "once"}};
  const std::string first = send(kBody, key).http.body;
  kill_now();
  start();
  CHECK(send(kBody, key).http.body == first);
}

TEST_CASE_METHOD(Fixture, "what is not JSON is told where", "[direct]") {
  for (const char* body : {"", "{", "{\"source\":}", "not json", "{} x"}) {
    INFO(body);
    const Answer answer = send(body);
    CHECK(answer.status == 400);
    CHECK(answer.code() == "invalid_json");
    CHECK(answer.text("detail").find("byte") != std::string::npos);
  }
  CHECK(send(std::string(1000, '[') + std::string(1000, ']')).status == 400);
  CHECK(send("[]").status == 422);
}

TEST_CASE_METHOD(Fixture, "missing fields are named", "[direct]") {
  for (const char* field : {"source", "entity_path", "key", "value"}) {
    CHECK(refused_field(with(field, "")) == std::string("/") + field);
  }
}

TEST_CASE_METHOD(Fixture, "wrong fields are named", "[direct]") {
  const std::pair<const char*, std::string> wrong[] = {
      {"source", "\"Upper\""},
      {"source", "\"\""},
      {"source", "1"},
      {"source", "\"-dash\""},
      {"source", "\"a/b\""},
      {"source", "\"" + std::string(65, 'a') + "\""},
      {"entity_path", "\"..\""},
      {"entity_path", "\"\""},
      {"entity_path", "\"" + std::string(600, 'p') + "\""},
      {"key", "\"\""},
      {"key", "1"},
      {"key", "\"" + std::string(257, 'k') + "\""},
      {"confidence", "1.5"},
      {"confidence", "\"1\""},
      {"memory_type", "\"idea\""},
      {"pattern_refs", "\"a\""},
      {"pattern_refs", "[1]"},
      {"ttl_at", "\"tomorrow\""},
      {"idempotency_key", "5"},
      {"event_type", "5"},
      {"value", "\"" + std::string(300'000, 'v') + "\""}};
  for (const auto& [field, value] : wrong) {
    INFO(field << " " << value.substr(0, 40));
    CHECK(refused_field(with(field, value)) == std::string("/") + field);
  }
  CHECK(api().event_count("received") == 0);
}

TEST_CASE_METHOD(Fixture, "every fault is told at once", "[direct]") {
  const Answer answer = send(R"({"source":"X","value":1})");
  CHECK(answer.at("/errors").Size() == 3);
}

TEST_CASE_METHOD(Fixture, "a body beyond the limit", "[direct]") {
  const Answer answer = send("{\"value\":\"" + std::string(2U << 20, 'x') + "\"}");
  CHECK(answer.status == 413);
  api().client().disconnect();
  check_alive(*this);
}
