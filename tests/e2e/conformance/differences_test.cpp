// Where the host differs from AMFS on purpose, case by case: what AMFS does stands in the comment,
// what a client of it meets here in the test. Whatever is not in this file is meant to be the same.
#include <chrono>
#include <ctime>

#include "tests/e2e/conformance/client.hpp"

using namespace conformance;  // NOLINT(google-build-using-namespace)

namespace {

struct Differs : Client {
  // Refused as a problem of RFC 9457, whose `detail` AMFS's clients show.
  void check_refused(const Answer& answer, int status, const char* code) {
    INFO(answer.http.body);
    CHECK(answer.status == status);
    CHECK(answer.code() == code);
    CHECK(answer.http.header("Content-Type") == "application/problem+json");
    CHECK(answer.at("/detail").IsString());
  }
  Answer try_write(const std::string& more) {
    return sender().post("/entries", R"({"entity_path":"p","key":"k","value":1,)" + more + "}");
  }
  double confidence() { return read("k").at("/confidence").GetDouble(); }
};

const char* const kEvent = R"({"source":"cron","entity_path":"p","key":"k","value":1)";

}  // namespace

// AMFS: four shapes of errors, some with status 200.
TEST_CASE_METHOD(Differs, "errors: one shape, with the status that says so", "[differences]") {
  check_refused(sender().post("/entries", "{"), 400, "invalid_json");
  check_refused(sender().post("/entries", "{}"), 422, "invalid_body");
  check_refused(sender().get("/entries?limit=0"), 422, "invalid_parameter");
  check_refused(sender().get("/no/such"), 404, "not_found");
  check_refused(sender().call("PUT", "/entries", "{}"), 405, "method_not_allowed");
  check_refused(sender().post("/outcomes", R"({"outcome_ref":"r","outcome_type":"luck"})"), 422,
                "invalid_body");
  check_refused(api().call("DELETE", "/admin/api-keys/key_none"), 404, "key_not_found");
}

// AMFS: an unknown type becomes a fact, confidence is not checked, branches exist.
TEST_CASE_METHOD(Differs, "writes: nothing is silently changed into something else",
                 "[differences]") {
  check_refused(try_write(R"("memory_type":"rumour")"), 422, "invalid_body");
  check_refused(try_write(R"("memory_type":"procedure")"), 422, "invalid_body");  // AMFS's newest
  check_refused(try_write(R"("confidence":1.5)"), 422, "invalid_body");
  check_refused(try_write(R"("confidence":-0.1)"), 422, "invalid_body");
  check_refused(try_write(R"("branch":"feature")"), 422, "invalid_body");
  check_refused(try_write(R"("ttl_at":"2001-01-01T00:00:00Z")"), 422, "invalid_body");
  CHECK(read("k").text("status") == "not_found");
}

// AMFS: a path is whatever was sent, of any length; so are keys and values.
TEST_CASE_METHOD(Differs, "writes: paths are tidied, paths, keys and values have a limit",
                 "[differences]") {
  const Answer entry = post("/entries", R"({"entity_path":" a//b c /","key":"k"})");
  CHECK(entry.text("entity_path") == "a/b c");
  CHECK(get("/entries/a/b%20c/k").at("/version").GetInt() == 1);
  CHECK(get("/entry?entity_path=%20a//b%20c%20/&key=k").at("/version").GetInt() == 1);
  const std::pair<std::string, std::string> places[] = {
      {std::string(513, 'p'), "k"}, {"p", std::string(257, 'k')}, {"..", "k"}, {"p", ""}};
  for (const auto& [path, key] : places) {
    INFO(path.substr(0, 10) << ' ' << key.substr(0, 10));
    check_refused(
        sender().post("/entries", R"({"entity_path":")" + path + R"(","key":")" + key + "\"}"), 422,
        "invalid_body");
  }
  check_refused(sender().post("/entries", R"({"entity_path":"p","key":"k","value":")" +
                                              std::string(257 << 10, 'v') + "\"}"),
                422, "invalid_body");
}

// AMFS: computed by its workers. Here they stand with the values that AMFS gives a new entry.
TEST_CASE_METHOD(Differs, "writes: what the host does not compute has AMFS's default",
                 "[differences]") {
  const Answer entry = write("k", "1");
  for (const char* name : {"/priority_score", "/importance_score", "/importance_dimensions",
                           "/discredited_at", "/commit_id"}) {
    INFO(name);
    CHECK(entry.at(name).IsNull());
  }
  CHECK(entry.at("/tier").GetInt() == 3);
  CHECK(entry.at("/validators").Empty());
  CHECK_FALSE(entry.at("/is_artifact").GetBool());
}

// AMFS: any writer may call itself webhook/github.
TEST_CASE_METHOD(Differs, "writes: the host's agent ids are the host's", "[differences]") {
  check_refused(try_write(R"("agent_id":"webhook/github")"), 403, "agent_id_reserved");
  check_refused(
      sender().post("/context", R"({"label":"l","summary":"s","agent_id":"external/cron"})"), 403,
      "agent_id_reserved");
}

// AMFS: the server's own agent and session.
TEST_CASE_METHOD(Differs, "writes: who names nobody is api, in a session of the request",
                 "[differences]") {
  const Answer entry = write("k", "1");
  CHECK(entry.at("/provenance/agent_id") == "api");
  const std::string session = entry.at("/provenance/session_id").GetString();
  CHECK(session == "sess-" + entry.http.header("X-Request-Id"));
}

// AMFS: a time that is none is a 500 on history, outcomes and timelines.
TEST_CASE_METHOD(Differs, "times that are none are refused", "[differences]") {
  for (const char* target : {"/history/p/k?since=then", "/history/p/k?until=then",
                             "/outcomes?since=then", "/agents/a/timeline?since=then"}) {
    INFO(target);
    check_refused(sender().get(target), 422, "invalid_parameter");
  }
}

// AMFS: documented and not there (405).
TEST_CASE_METHOD(Differs, "GET /search is there, with pages", "[differences]") {
  for (const char* key : {"a", "b", "c"}) write(key, "\"payments\"");
  const Answer page = get("/search?query=payments&limit=2");
  CHECK(page.json.Size() == 2);
  CHECK(page.http.header("Link").find("rel=\"next\"") != std::string::npos);
}

// AMFS: as many as asked for, for a query of any length.
TEST_CASE_METHOD(Differs, "searches are bounded", "[differences]") {
  CHECK(post("/search", R"({"limit":1000})").status == 200);
  check_refused(sender().post("/search", R"({"limit":1001})"), 422, "invalid_body");
  check_refused(sender().post("/search", R"({"query":")" + std::string(1025, 'q') + "\"}"), 422,
                "invalid_body");
}

// AMFS: any text is a source.
TEST_CASE_METHOD(Differs, "events: a source is a name", "[differences]") {
  check_refused(
      sender().post("/events", R"({"source":"My Cron","entity_path":"p","key":"k","value":1})"),
      422, "invalid_body");
}

// AMFS's documents have the older factors the other way round; its newest code has these.
TEST_CASE_METHOD(Differs, "outcomes: success raises, failure lowers, within 0 and 1",
                 "[differences]") {
  write("k", "1", R"("confidence":0.99)");
  const std::string keys = R"(,"causal_entry_keys":["p/k"]})";
  post("/outcomes", R"({"outcome_ref":"r","outcome_type":"success")" + keys);
  CHECK(confidence() == 1.0);
  post("/outcomes", R"({"outcome_ref":"r","outcome_type":"critical_failure")" + keys);
  CHECK(confidence() == Approx(0.85));
}

// AMFS: event_type is thrown away, a repeated event is written again, the answer has no version.
TEST_CASE_METHOD(Differs, "events: the type is kept, a repeated key is one event",
                 "[differences]") {
  const std::string body =
      kEvent + std::string(R"(,"event_type":"disk.full","idempotency_key":"once"})");
  const Answer first = post("/events", body);
  const Answer again = post("/events", body);
  CHECK(first.at("/version").GetInt() == 1);
  CHECK(again.text("event_id") == first.text("event_id"));
  CHECK(read("k").at("/version").GetInt() == 1);
  CHECK(get("/events").at("/events/0/event_type") == "disk.full");
  check_refused(
      sender().post("/events", kEvent + std::string(R"(,"idempotency_key":"once","more":1})")), 409,
      "idempotency_conflict");
}

// AMFS: the value may be left out and is null.
TEST_CASE_METHOD(Differs, "events: the value is said", "[differences]") {
  check_refused(sender().post("/events", R"({"source":"cron","entity_path":"p","key":"k"})"), 422,
                "invalid_body");
  CHECK(post("/events", R"({"source":"cron","entity_path":"p","key":"k","value":null})")
            .text("status") == "ok");
}

// AMFS: a note is kept in the server's memory until it stops, its agent is dropped.
TEST_CASE_METHOD(Differs, "contexts: durable, with their agent", "[differences]") {
  post("/context", R"({"label":"why","summary":"because","agent_id":"a/1"})");
  CHECK(stop() == 0);
  start();
  const Answer list = get("/contexts");
  REQUIRE(list.at("/contexts").Size() == 1);
  CHECK(list.at("/contexts/0/agent_id") == "a/1");
}

// AMFS: {results, total, persisted}, always with 200: forged, too large, unknown connector or not.
TEST_CASE("webhooks: a receipt, and refusals that senders notice", "[differences]") {
  integration::TestHost host({"echo"});
  host.start();
  const std::string body = R"({"project":"one","id":"1"})";
  const auto headers = integration::signed_headers(body, "d-1");
  const Answer accepted = host.deliver("echo", body, headers);
  CHECK(accepted.status == 200);
  CHECK(accepted.text("status") == "accepted");
  CHECK_FALSE(accepted.json.HasMember("results"));
  host.api().settled_event(accepted.text("event_id"));
  const Answer again = host.deliver("echo", body, headers);
  CHECK(again.status == 200);
  CHECK(again.text("status") == "duplicate");
  CHECK(again.text("event_id") == accepted.text("event_id"));

  CHECK(host.deliver("echo", body, {}).status == 401);
  CHECK(host.deliver("echo", body + " ", headers).status == 401);
  CHECK(host.deliver("none", body, headers).status == 404);
  const std::string large = '"' + std::string(2U << 20, 'x') + '"';
  CHECK(host.deliver("echo", large, integration::signed_headers(large)).status == 413);
}

// AMFS: confidence 0, and what it was is lost.
TEST_CASE_METHOD(Differs, "an entry that expired keeps its confidence in the history",
                 "[differences]") {
  const auto soon = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()) + 3;
  char time[sizeof "2026-11-23T09:00:00Z"];
  std::tm utc{};
  REQUIRE(std::strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&soon, &utc)) > 0);
  write("k", "1", R"("confidence":0.7,"ttl_at":")" + std::string(time) + '"');
  REQUIRE(test::wait_until([&] { return read("k").text("status") == "not_found"; },
                           integration::kSettlePatience));
  const Answer history = get("/history/p/k");
  REQUIRE(history.at("/version_count").GetInt() == 1);
  CHECK(history.at("/versions/0/confidence").GetDouble() == 0.7);
}

// AMFS: a key that nobody gave out is let in where the host has a database and no configured keys.
TEST_CASE_METHOD(Differs, "a wrong key is refused where none would have been needed",
                 "[differences]") {
  CHECK(get("/stats").status == 200);
  check_refused(sender().call("GET", "/stats", "", {{"X-AMFS-API-Key", "wrong"}}), 401,
                "api_key_invalid");
  check_refused(sender().get("/admin/audit"), 401, "api_key_missing");
}
