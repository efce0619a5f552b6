// POST /events/batch: many direct writes in one request, each with an answer of its own; and what
// else POST /events promises beyond direct_write_test.cpp.
#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

struct Fixture : TestHost {
  Fixture() { start(); }

  Answer send(const std::string& items) {
    return api().post("/events/batch", R"({"events":[)" + items + "]}");
  }
  std::string error_of(const Answer& answer, int item) {
    return answer.at(("/results/" + std::to_string(item) + "/code").c_str()).GetString();
  }
};

std::string item(const std::string& key, const std::string& value = "1",
                 const std::string& more = {}) {
  return R"({"source":"cli","entity_path":"notes/batch","key":")" + key + R"(","value":)" + value +
         more + "}";
}

}  // namespace

TEST_CASE_METHOD(Fixture, "every item is written and answered in order", "[batch]") {
  const Answer answer = send(item("a") + ", " + item("b", "{\"n\":1.00}") + "," + item("a", "2"));
  CHECK(answer.status == 200);
  CHECK(answer.at("/accepted").GetInt() == 3);
  CHECK(answer.at("/failed").GetInt() == 0);
  CHECK(answer.at("/results/0/status") == "ok");
  CHECK(answer.at("/results/0/key") == "a");
  CHECK(answer.at("/results/0/version").GetInt() == 1);
  CHECK(answer.at("/results/0/agent_id") == "external/cli");
  CHECK(answer.at("/results/1/key") == "b");
  CHECK(answer.at("/results/2/version").GetInt() == 2);
  CHECK(answer.at("/results/0/event_id") != answer.at("/results/2/event_id"));
  const std::string entry = api().get("/entry?entity_path=notes/batch&key=b").http.body;
  CHECK(entry.find("1.00") != std::string::npos);
  const Answer event =
      api().get(std::string("/events/") + answer.at("/results/1/event_id").GetString());
  CHECK(event.at("/results/0/key") == "b");
  CHECK(event.at("/payload/key") == "b");
}

TEST_CASE_METHOD(Fixture, "a wrong item concerns no other", "[batch]") {
  const Answer answer =
      send(item("good") + R"(, 7, {"source":"X","value":1}, "text", null, [],)" + item("also"));
  CHECK(answer.status == 200);
  CHECK(answer.at("/accepted").GetInt() == 2);
  CHECK(answer.at("/failed").GetInt() == 5);
  CHECK(answer.at("/results/0/status") == "ok");
  for (int i = 1; i <= 5; ++i) CHECK(error_of(answer, i) == "invalid_body");
  CHECK(answer.at("/results/2/status") == "error");
  CHECK(answer.at("/results/2/errors").Size() == 3);
  CHECK_FALSE(std::string(answer.at("/results/2/detail").GetString()).empty());
  CHECK(answer.at("/results/6/key") == "also");
  CHECK(api().event_count("received") == 2);
}

TEST_CASE_METHOD(Fixture, "idempotency is per item", "[batch]") {
  const std::string once = item("k", "1", R"(,"idempotency_key":"once")");
  const Answer answer =
      send(once + "," + once + "," + item("k", "2", R"(,"idempotency_key":"once")"));
  CHECK(answer.at("/results/0/event_id") == answer.at("/results/1/event_id"));
  CHECK(answer.at("/results/1/version").GetInt() == 1);
  CHECK(error_of(answer, 2) == "idempotency_conflict");
  CHECK(answer.at("/failed").GetInt() == 1);
  const Answer later = api().post("/events", once);
  CHECK(later.text("event_id") == answer.at("/results/0/event_id").GetString());
  CHECK(api().event_count("received") == 1);
  CHECK(api().post("/events/batch", R"({"events":[]})", {{"Idempotency-Key", "x"}}).status == 422);
}

TEST_CASE_METHOD(Fixture, "what was answered survives a kill", "[batch]") {
  std::string items;
  for (int i = 0; i < 1000; ++i) items += (i == 0 ? "" : ",") + item("k-" + std::to_string(i));
  const Answer answer = send(items);
  CHECK(answer.at("/accepted").GetInt() == 1000);
  CHECK(answer.at("/results").Size() == 1000);
  kill_now();
  start();
  CHECK(api().get("/entries?entity_path=notes/batch&limit=1").at("/total").GetInt() == 1000);
}

TEST_CASE_METHOD(Fixture, "bounds and wrong forms", "[batch]") {
  CHECK(send("").at("/results").Empty());
  CHECK(api().post("/events/batch", "{\"events\":[").code() == "invalid_json");
  for (const char* body :
       {"[]", "7", "{}", R"({"events":{}})", R"({"events":null})", R"({"events":"[]"})"}) {
    INFO(body);
    const Answer answer = api().post("/events/batch", body);
    CHECK(answer.status == 422);
    CHECK(answer.at("/errors/0/field") == "/events");
  }
  std::string many = item("0");
  for (int i = 0; i < 1000; ++i) many += "," + item("0");
  CHECK(send(many).status == 422);
  CHECK(api().event_count("received") == 0);
  CHECK(send("\"" + std::string(5U << 20, 'x') + "\"").status == 413);
  api().client().disconnect();
  check_alive(*this);
}

TEST_CASE_METHOD(Fixture, "the key in the header and in the body must agree", "[batch]") {
  const std::string body = item("k", "1", R"(,"idempotency_key":"one")");
  CHECK(api().post("/events", body, {{"Idempotency-Key", "two"}}).at("/errors/0/field") ==
        "/idempotency_key");
  CHECK(api().post("/events", body, {{"Idempotency-Key", "one"}}).status == 200);
  const test::HttpHeaders twice{{"Idempotency-Key", "a"}, {"Idempotency-Key", "a"}};
  CHECK(api().post("/events", item("k"), twice).status == 422);
  CHECK(api().post("/events", item("k"), {{"Idempotency-Key", "\xFF"}}).status == 422);
  CHECK(api().post("/events", item("k"), {{"Idempotency-Key", std::string(300, 'k')}}).status ==
        422);
}

TEST_CASE_METHOD(Fixture, "times that have passed and types that are too long", "[batch]") {
  CHECK(api()
            .post("/events", item("k", "1", R"(,"ttl_at":"2020-01-01T00:00:00Z")"))
            .at("/errors/0/field") == "/ttl_at");
  CHECK(api()
            .post("/events", item("k", "1", R"(,"event_type":")" + std::string(129, 't') + "\""))
            .at("/errors/0/field") == "/event_type");
  const Answer typed = api().post("/events", item("k", "1", R"(,"event_type":"deploy.done")"));
  CHECK(api().get("/events/" + typed.text("event_id")).text("event_type") == "deploy.done");
  const Answer plain = api().post("/events", item("k"));
  CHECK(api().get("/events/" + plain.text("event_id")).text("event_type") == "generic");
}
