// Verified deliveries that cannot be read are accepted (providers disable endpoints that answer
// 4xx) and kept as dead letters; odd ones that can be read are events like any other.
#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

constexpr int kDepth = 100'000;

TestHost& host() {
  static TestHost shared({"echo"});
  static const bool started = (shared.start(), true);
  static_cast<void>(started);
  return shared;
}

Answer settled(const std::string& body, const std::string& content_type = "application/json",
               const test::HttpHeaders& more = {}) {
  test::HttpHeaders headers = signed_headers(body);
  set_header(headers, "Content-Type", content_type);
  headers.insert(headers.end(), more.begin(), more.end());
  const Answer answer = host().deliver("echo", body, headers);
  INFO(answer.http.body);
  REQUIRE(answer.status == 200);
  REQUIRE(answer.text("status") == "accepted");
  REQUIRE(answer.text("connector") == "echo");
  return host().api().settled_event(answer.text("event_id"));
}

// Accepted, dead with the reason, and nothing written; the host works on.
void check_dead_letter(const Answer& event) {
  CHECK(event.text("state") == "dead");
  CHECK(event.text("error").rfind("unparseable_body", 0) == 0);
  CHECK(event.at("/results").Size() == 0);
  CHECK(event.at("/attempts").GetInt() <= 1);
  check_alive(host());
}

std::int64_t memories() { return host().api().get("/stats").at("/total_entries").GetInt64(); }

}  // namespace

TEST_CASE("bodies that are not JSON become dead letters", "[payload]") {
  const std::int64_t before = memories();
  check_dead_letter(settled(R"({"project":"shop","id":)"));
  check_dead_letter(settled("{\"project\":\"\xC3\x28\"}"));
  check_dead_letter(settled(std::string("{\"a\":1}\0", 8)));
  check_dead_letter(settled(R"({"a":1} {"b":2})"));
  check_dead_letter(settled("not json"));
  check_dead_letter(settled("\xEF\xBB\xBF{broken"));
  CHECK(memories() == before);
}

TEST_CASE("an empty body becomes a dead letter", "[payload]") { check_dead_letter(settled("")); }

TEST_CASE("nesting beyond the limit becomes a dead letter", "[payload]") {
  check_dead_letter(settled(std::string(kDepth, '[') + std::string(kDepth, ']')));
  std::string objects;
  for (int i = 0; i < kDepth / 2; ++i) objects += "{\"a\":";
  check_dead_letter(settled(objects + "1" + std::string(kDepth / 2, '}')));
  check_dead_letter(settled(std::string(kDepth, '[')));
}

TEST_CASE("nesting up to the limit is read", "[payload]") {
  CHECK(settled(std::string(128, '[') + std::string(128, ']')).text("outcome") == "raw");
}

TEST_CASE("content types and encodings nobody speaks become dead letters", "[payload]") {
  const std::string body = R"({"project":"shop","id":"odd"})";
  check_dead_letter(settled(body + " ", "text/xml"));
  check_dead_letter(settled(body + "  ", "application/octet-stream"));
  check_dead_letter(settled(body + "   ", "multipart/form-data; boundary=x"));
  check_dead_letter(settled(body + "    ", "\"; DROP"));
  check_dead_letter(settled(body + "     ", "application/json", {{"Content-Encoding", "gzip"}}));
  check_dead_letter(
      settled(body + "      ", "application/json", {{"Content-Encoding", "br, gzip"}}));
}

TEST_CASE("JSON under other names is read", "[payload]") {
  const auto written = [](const std::string& id, const std::string& type) {
    return settled(R"({"project":"shop","id":")" + id + "\"}", type).text("outcome");
  };
  CHECK(written("t1", "application/json; charset=utf-8") == "written");
  CHECK(written("t2", "APPLICATION/JSON") == "written");
  CHECK(written("t3", "application/vnd.shop+json") == "written");
}

TEST_CASE("arrays and scalars at the top are JSON and kept raw", "[payload]") {
  for (const char* body : {"[1,2,3]", "[]", "17", "\"text\"", "true", "null"}) {
    INFO(body);
    const Answer event = settled(body);
    CHECK(event.text("state") == "done");
    CHECK(event.text("outcome") == "raw");
    REQUIRE(event.at("/results").Size() == 1);
    CHECK(event.at("/results/0/entity_path") == "echo");
  }
}

TEST_CASE("a raw entry holds what is needed to understand it later", "[payload]") {
  const Answer event = settled(R"({"project":"shop/../x","title":"nobody's"})");
  const std::string key = "generic-" + event.text("id");
  CHECK(event.at("/results/0/key") == key.c_str());
  CHECK(event.at("/results/0/entity_path") == "echo/shop_.._x");
  const Answer entry = host().api().get("/entry?entity_path=echo/shop_.._x&key=" + key);
  CHECK(entry.at("/value/event_type") == "generic");
  CHECK(entry.at("/value/event_id") == event.text("id").c_str());
  CHECK(entry.at("/value/payload/title") == "nobody's");
  CHECK(entry.at("/confidence").GetDouble() == 0.3);
  CHECK(entry.at("/memory_type") == "experience");
  CHECK_FALSE(std::string(entry.at("/value/reason").GetString()).empty());
}

TEST_CASE("a form is unwrapped", "[payload]") {
  const std::string form = "payload=%7B%22project%22%3A%22shop%22%2C%22id%22%3A%22form%22%7D";
  const Answer event = settled(form, "application/x-www-form-urlencoded");
  CHECK(event.text("outcome") == "written");
  CHECK(event.at("/results/0/key") == "event-form");
  CHECK(event.at("/payload/id") == "form");
  CHECK(
      settled("project=shop&id=fields", "application/x-www-form-urlencoded").at("/results/0/key") ==
      "event-fields");
  check_dead_letter(settled("payload=%7Bbroken", "application/x-www-form-urlencoded"));
  check_dead_letter(settled("payload=%FF", "application/x-www-form-urlencoded"));
}

TEST_CASE("numbers go through with every digit", "[payload]") {
  const Answer event = settled(R"({"project":"shop","id":"digits","n":12345678901234567890.10})");
  CHECK(event.text("outcome") == "written");
  const Answer entry = host().api().get("/entry?entity_path=echo/shop&key=event-digits");
  CHECK(entry.http.body.find("12345678901234567890.10") != std::string::npos);
}

TEST_CASE("hostile text is data", "[payload]") {
  const Answer event = settled(
      R"({"project":"a'; DROP TABLE entries;--","id":"1\" OR 1=1","t":"\u0000\u001b[31m"})");
  CHECK(event.text("state") == "done");
  check_alive(host());
  CHECK(memories() > 0);
}

TEST_CASE("a time far in the future is not believed", "[payload]") {
  TestHost own({"echo"});
  edit_file(manifest_file("echo", own.plugins_dir()), "identity:\n",
            "identity:\n  occurred_at: /at\n");
  own.start();
  const std::string id =
      own.accept("echo", R"({"project":"shop","id":"f","at":"2099-01-01T00:00:00Z"})");
  const Answer event = own.api().settled_event(id);
  REQUIRE(event.at("/flags").Size() == 1);
  CHECK(event.at("/flags/0") == "clock_suspect");
  CHECK(event.at("/occurred_at") == event.at("/received_at"));
  // A later honest event is not held back by the one from the future.
  const std::string next =
      own.accept("echo", R"({"project":"shop","id":"f","at":"2026-01-01T00:00:00Z","v":2})");
  own.api().settled_event(next);
  for (const char* at : {"9223372036854775808", "-1", "1e400", "{}", "\"soon\""}) {
    INFO(at);
    const std::string odd =
        own.accept("echo", std::string(R"({"project":"shop","id":"o","at":)") + at + "}");
    const Answer settled_odd = own.api().settled_event(odd);
    if (std::string(at) == "1e400")
      continue;  // not a number JSON readers agree on: raw or dead, not lost
    CHECK(settled_odd.text("outcome") != "");
    CHECK(settled_odd.text("state") == "done");
  }
}
