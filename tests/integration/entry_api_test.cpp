// POST /entries, /outcomes and /verify through the public interface, and the shape of an entry.
#include <chrono>
#include <ctime>
#include <set>

#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

struct Fixture : TestHost {
  Fixture() : TestHost({"echo"}) { start(); }

  Answer write(const std::string& members) { return api().post("/entries", "{" + members + "}"); }
  Answer read(const std::string& path, const std::string& key) {
    return api().get("/entry?entity_path=" + path + "&key=" + key);
  }
  // The field an otherwise right body is refused for.
  std::string refused_field(const char* route, const std::string& body) {
    const Answer answer = api().post(route, body);
    INFO(body);
    CHECK(answer.status == 422);
    if (answer.status != 422) return "nothing";
    return answer.at("/errors/0/field").GetString();
  }
};

const std::string kWhere = R"("entity_path":"notes/shop","key":"k")";

// MemoryEntry of AMFS 0.3.0 without embedding, and what we add.
const std::set<std::string> kEntryMembers{"amfs_version",
                                          "entity_path",
                                          "key",
                                          "version",
                                          "value",
                                          "provenance",
                                          "confidence",
                                          "outcome_count",
                                          "success_count",
                                          "failure_count",
                                          "evidence_success",
                                          "evidence_failure",
                                          "prior_confidence",
                                          "last_outcome",
                                          "last_outcome_at",
                                          "discredited_at",
                                          "validators",
                                          "recall_count",
                                          "priority_score",
                                          "tier",
                                          "importance_score",
                                          "importance_dimensions",
                                          "ttl_at",
                                          "artifact_refs",
                                          "memory_type",
                                          "is_artifact",
                                          "shared",
                                          "branch",
                                          "content_hash",
                                          "integrity_chain",
                                          "commit_id",
                                          "current",
                                          "late",
                                          "expired",
                                          "occurred_at",
                                          "summary"};

std::set<std::string> names(const rapidjson::Value& object) {
  std::set<std::string> out;
  for (const auto& member : object.GetObject()) out.insert(member.name.GetString());
  return out;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "a written entry is answered as AMFS's MemoryEntry", "[entries]") {
  const Answer sent = write(kWhere + R"(,"value":{"b":1.50,"a":"x"},"pattern_refs":["p1"],)"
                                     R"("agent_id":"agent-1","session_id":"s-1","unknown":1)");
  INFO(sent.http.body);
  REQUIRE(sent.status == 200);
  CHECK(names(sent.json) == kEntryMembers);
  CHECK(sent.text("amfs_version") == "0.3.0");
  CHECK(sent.at("/version").GetInt() == 1);
  CHECK(sent.at("/confidence").GetDouble() == 1.0);
  CHECK(sent.text("memory_type") == "fact");
  CHECK(sent.at("/provenance/agent_id") == "agent-1");
  CHECK(sent.at("/provenance/session_id") == "s-1");
  CHECK(sent.at("/provenance/pattern_refs/0") == "p1");
  CHECK(sent.at("/shared").GetBool());
  CHECK(sent.text("branch") == "main");
  CHECK(sent.at("/ttl_at").IsNull());
  CHECK(sent.at("/tier").GetInt() == 3);
  CHECK(sent.at("/artifact_refs").Size() == 0);
  CHECK(sent.http.body.find(R"("value":{"b":1.50,"a":"x"})") != std::string::npos);
  // hashlib.sha256(b'{"a":"x","b":1.5}'), and of that in hex.
  CHECK(sent.text("content_hash") ==
        "099f4bcf556f24a56bad74cab2ccce1a7c040735ddb42f2a0df2043a865b5271");
  CHECK(sent.text("integrity_chain") ==
        "803fa00b5b851103f5ce0d8a4765d7948451b0416144664a2a30200423f102e1");
  CHECK(read("notes/shop", "k").at("/version").GetInt() == 1);

  const Answer meta = api().get("/entries?entity_path=notes/shop&fields=meta");
  auto without = kEntryMembers;
  without.erase("value");
  without.erase("artifact_refs");
  CHECK(names(meta.at("/entries/0")) == without);
}

TEST_CASE_METHOD(Fixture, "what a writer leaves out, and what is not optional", "[entries]") {
  const Answer sent = write(R"("entity_path":" notes / a ","key":"with/slash","shared":false)");
  REQUIRE(sent.status == 200);
  CHECK(sent.text("entity_path") == "notes/a");
  CHECK(sent.at("/value").IsNull());
  CHECK_FALSE(sent.at("/shared").GetBool());
  CHECK(sent.at("/provenance/agent_id") == "api");
  CHECK(std::string(sent.at("/provenance/session_id").GetString()).rfind("sess-", 0) == 0);
  CHECK(read("notes/a", "with%2Fslash").at("/version").GetInt() == 1);
  CHECK(api().get("/entries/notes/a/with%2Fslash").at("/version").GetInt() == 1);

  CHECK(write("\"entity_path\"").code() == "invalid_json");
  CHECK(refused_field("/entries", R"({"key":"k"})") == "/entity_path");
  CHECK(refused_field("/entries", R"({"entity_path":"a"})") == "/key");
  CHECK(refused_field("/entries", "{" + kWhere + R"(,"branch":"dev"})") == "/branch");
  CHECK(refused_field("/entries", "{" + kWhere + R"(,"memory_type":"procedure"})") ==
        "/memory_type");
  CHECK(refused_field("/entries", "{" + kWhere + R"(,"confidence":1.5})") == "/confidence");
  CHECK(refused_field("/entries", "{" + kWhere + R"(,"shared":"yes"})") == "/shared");
  CHECK(refused_field("/entries", "{" + kWhere + R"(,"ttl_at":"2020-01-01T00:00:00Z"})") ==
        "/ttl_at");
  CHECK(refused_field("/entries", R"({"entity_path":"a/../b","key":""})") == "/key");
  CHECK(refused_field("/entries",
                      R"({"entity_path":"a","key":")" + std::string(257, 'k') + "\"}") == "/key");
  CHECK(refused_field("/entries", "{" + kWhere + R"(,"value":")" + std::string(262'144, 'v') +
                                      "\"}") == "/value");
  CHECK(refused_field("/entries", "[1]") == "");
  for (const char* agent : {"webhook/github", "external/x", "_system/a"}) {
    const Answer refused = write(kWhere + ",\"agent_id\":\"" + agent + "\"");
    CHECK(refused.status == 403);
    CHECK(refused.code() == "agent_id_reserved");
  }
}

TEST_CASE_METHOD(Fixture, "reads by key are recalls, lists are not", "[entries]") {
  REQUIRE(write(kWhere).status == 200);
  CHECK(read("notes/shop", "k").at("/recall_count").GetInt() == 0);
  CHECK(api().get("/entries/notes/shop/k").at("/recall_count").GetInt() == 1);
  const auto listed = [&] {
    return api().get("/entries?sort=recall_count").at("/entries/0/recall_count").GetInt();
  };
  CHECK(test::wait_until([&] { return listed() == 2; }, kSettlePatience));
  CHECK(write(kWhere).at("/recall_count").GetInt() == 2);
}

TEST_CASE_METHOD(Fixture, "outcomes change confidence, as AMFS's newest factors say",
                 "[outcomes]") {
  REQUIRE(write(kWhere + R"(,"value":1)").status == 200);
  const Answer sent = api().post(
      "/outcomes", R"({"outcome_ref":"deploy-7","outcome_type":"critical_failure",)"
                   R"("causal_entry_keys":["notes/shop/k","notes/none/k"],"agent_id":"judge",)"
                   R"("tool_calls":[{"n":1.0}]})");
  INFO(sent.http.body);
  REQUIRE(sent.status == 200);
  CHECK(sent.text("outcome_ref") == "deploy-7");
  CHECK(sent.at("/affected_entries").GetInt() == 1);
  CHECK(sent.at("/entries/0/confidence").GetDouble() == 0.85);
  CHECK(sent.at("/entries/0/outcome_count").GetInt() == 1);
  CHECK(sent.at("/entries/0/prior_confidence").GetDouble() == 1.0);
  CHECK(sent.at("/entries/0/last_outcome") == "critical_failure");
  CHECK(read("notes/shop", "k").at("/version").GetInt() == 2);
  const Answer listed = api().get("/outcomes?entity_path=notes/shop");
  REQUIRE(listed.at("/outcomes").Size() == 1);
  CHECK(listed.at("/outcomes/0/tool_calls/0/n").GetDouble() == 1.0);
  CHECK(listed.at("/outcomes/0/causal_entry_keys").Size() == 2);
  CHECK(api().get("/outcomes?since=2099-01-01T00:00:00Z").at("/outcomes").Size() == 0);
  CHECK(api().get("/outcomes?since=yesterday").status == 422);
  CHECK(api().get("/outcomes?limit=0").status == 422);

  const std::string right = R"("outcome_ref":"x","outcome_type":"success")";
  CHECK(refused_field("/outcomes", R"({"outcome_type":"success"})") == "/outcome_ref");
  CHECK(refused_field("/outcomes", R"({"outcome_ref":"x","outcome_type":"meh"})") ==
        "/outcome_type");
  CHECK(refused_field("/outcomes", "{" + right + R"(,"causal_entry_keys":"k"})") ==
        "/causal_entry_keys");
  CHECK(refused_field("/outcomes", "{" + right + R"(,"tool_calls":{}})") == "/tool_calls");
  CHECK(api().post("/outcomes", "{" + right + R"(,"agent_id":"webhook/x"})").code() ==
        "agent_id_reserved");
}

TEST_CASE_METHOD(Fixture, "verify looks at everything, raw entries too", "[verify]") {
  REQUIRE(write(kWhere).status == 200);
  REQUIRE(write(kWhere + R"(,"value":2)").status == 200);
  const std::string id = accept("echo", "[1,2,3]");
  const Answer event = api().settled_event(id);
  REQUIRE(event.text("outcome") == "raw");
  const std::string path = event.at("/results/0/entity_path").GetString();
  const std::string key = event.at("/results/0/key").GetString();
  CHECK(read(path, key).text("content_hash").size() == 64);
  const Answer all = api().post("/verify", "{}");
  INFO(all.http.body);
  REQUIRE(all.status == 200);
  CHECK(all.at("/total_checked").GetInt() == 3);
  CHECK(all.at("/valid").GetInt() == 3);
  for (const char* list : {"/corrupted", "/orphaned", "/chain_breaks"}) {
    CHECK(all.at(list).Size() == 0);
  }
  CHECK_FALSE(all.at("/truncated").GetBool());
  CHECK(api().post("/verify", R"({"entity_path":"notes/shop"})").at("/total_checked").GetInt() ==
        2);
  CHECK(refused_field("/verify", R"({"cursor":"!"})") == "/cursor");
}

TEST_CASE_METHOD(Fixture, "an entry that ran out is not found, its history is", "[ttl]") {
  // The shortest time to live that a slow machine still writes before it is over.
  const auto soon = std::chrono::system_clock::now() + std::chrono::seconds(3);
  const std::time_t seconds = std::chrono::system_clock::to_time_t(soon);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&seconds));
  const Answer sent = write(kWhere + ",\"ttl_at\":\"" + text + "\"");
  REQUIRE(sent.status == 200);
  CHECK(sent.text("ttl_at") == text);
  CHECK(test::wait_until([&] { return read("notes/shop", "k").text("status") == "not_found"; },
                         kSettlePatience));
  CHECK(api().get("/history/notes/shop/k").at("/versions/0/expired").GetBool());
  CHECK(api().get("/entries?entity_path=notes/shop").at("/entries").Size() == 0);
}

TEST_CASE_METHOD(Fixture, "a path is read under the name it was written with", "[entries]") {
  const std::pair<const char*, const char*> rows[] = {
      {"/notes//shop/", "%2Fnotes%2F%2Fshop%2F"},
      {" notes / shop ", "%20notes%20%2F%20shop%20"},
      {"notes/./shop", "notes%2F.%2Fshop"},
      {R"(notes\\shop)", "notes%5Cshop"}};
  for (const auto& [sent, path] : rows) {
    INFO(sent);
    const Answer entry =
        write(R"("key":"k","value":"lamp","entity_path":")" + std::string(sent) + '"');
    REQUIRE(entry.status == 200);
    const int version = entry.at("/version").GetInt();
    CHECK(read(path, "k").at("/version").GetInt() == version);
    CHECK(api().get(std::string("/entries/") + path + "/k").at("/version").GetInt() == version);
    CHECK(api().get(std::string("/history/") + path + "/k").at("/version_count").GetInt() ==
          version);
    CHECK(api().get(std::string("/entries?entity_path=") + path).at("/total").GetInt() == 1);
    CHECK(api().get(std::string("/search?query=lamp&entity_path=") + path).json.Size() == 1);
  }
  for (const char* none : {"/", ".", "%20"}) {
    INFO(none);  // names nothing, which is not everything
    CHECK(api().get("/entries?entity_path=" + std::string(none)).at("/total").GetInt() == 0);
    CHECK(api().get("/search?entity_path=" + std::string(none)).json.Empty());
  }
}

TEST_CASE_METHOD(Fixture, "why a path is refused", "[entries]") {
  const std::pair<std::string, const char*> rows[] = {
      {std::string(513, 'p'), "longer than 512"}, {"..", ".."}, {"", "empty"}};
  for (const auto& [path, why] : rows) {
    for (const char* route : {"/entries", "/events", "/context"}) {
      if (path.empty() && route == std::string("/context")) continue;  // about nothing
      INFO(route << ' ' << why);
      const Answer answer =
          api().post(route, R"({"source":"s","key":"k","value":1,"label":"l","summary":"s",)"
                            R"("entity_path":")" +
                                path + "\"}");
      CHECK(answer.status == 422);
      CHECK(std::string(answer.at("/errors/0/message").GetString()).find(why) != std::string::npos);
    }
  }
}

TEST_CASE_METHOD(Fixture, "a time from an answer is a bound that includes it", "[entries]") {
  write(kWhere + R"(,"value":1)");
  const std::string first = read("notes/shop", "k").at("/provenance/written_at").GetString();
  write(kWhere + R"(,"value":2)");
  CHECK(api().get("/history/notes/shop/k?since=" + first).at("/version_count").GetInt() == 2);
  CHECK(api().get("/history/notes/shop/k?until=" + first).at("/version_count").GetInt() == 1);
}

TEST_CASE_METHOD(Fixture, "a long history goes on by Link, an AMFS client's True is true",
                 "[entries]") {
  constexpr int kPage = 1000;
  std::string events = R"({"source":"s","entity_path":"notes/shop","key":"k","value":1})";
  for (int i = 1; i < kPage; ++i) {
    events += R"(,{"source":"s","entity_path":"notes/shop","key":"k","value":1})";
  }
  REQUIRE(api().post("/events/batch", R"({"events":[)" + events + "]}").status == 200);
  const Answer whole = api().get("/history/notes/shop/k");
  CHECK(whole.at("/version_count").GetInt() == kPage);
  CHECK(whole.http.header("Link").empty());
  write(kWhere + R"(,"value":2)");
  const Answer page = api().get("/history/notes/shop/k?since=2026-01-01T00:00:00Z");
  CHECK(page.at("/version_count").GetInt() == kPage);
  const std::string next = next_page(page);
  REQUIRE_FALSE(next.empty());
  const Answer rest = api().get(next);
  REQUIRE(rest.at("/version_count").GetInt() == 1);
  CHECK(rest.at("/versions/0/version").GetInt() == kPage + 1);
  CHECK(rest.at("/versions/0/current").GetBool());
  CHECK(next_page(rest).empty());
  for (const char* cursor : {"h0", "h-1", "p1", "h", "h1x", "1"}) {
    INFO(cursor);
    CHECK(api().get(std::string("/history/notes/shop/k?cursor=") + cursor).status == 422);
  }
  CHECK(api().get("/entries?limit=1&include_superseded=True").at("/total").GetInt() == kPage + 1);
}
