// Entries: write, read in both forms, list, history, hashes.
#include "tests/e2e/conformance/client.hpp"

using namespace conformance;  // NOLINT(google-build-using-namespace)

TEST_CASE_METHOD(Client, "a write answers the whole entry with AMFS's defaults", "[entries]") {
  const Answer entry = post("/entries", R"({"entity_path":"repos/acme","key":"k"})");
  check_members(entry.json,
                {"amfs_version", "entity_path", "key", "version", "value", "provenance",
                 "confidence", "outcome_count", "recall_count", "tier", "ttl_at", "artifact_refs",
                 "memory_type", "shared", "branch", "content_hash", "integrity_chain"});
  CHECK(entry.text("entity_path") == "repos/acme");
  CHECK(entry.at("/version").GetInt() == 1);
  CHECK(entry.at("/value").IsNull());
  CHECK(entry.at("/confidence").GetDouble() == 1.0);
  CHECK(entry.text("memory_type") == "fact");
  CHECK(entry.at("/shared").GetBool());
  CHECK(entry.text("branch") == "main");
  CHECK(entry.at("/outcome_count").GetInt() == 0);
  check_members(entry.at("/provenance"), {"agent_id", "session_id", "written_at", "pattern_refs"});
  CHECK(is_utc_time(entry.at("/provenance/written_at")));
  CHECK(entry.at("/provenance/pattern_refs").Empty());
  CHECK_FALSE(entry.json.HasMember("embedding"));
}

TEST_CASE_METHOD(Client, "what is sent comes back, unknown members are ignored", "[entries]") {
  const Answer entry = write("k", R"({"a":[1,2.50]})",
                             R"("confidence":0.25,"pattern_refs":["r:1"],"memory_type":"belief",)"
                             R"("shared":false,"branch":"main","agent_id":"agent/1",)"
                             R"("session_id":"s-1","later_version_of_amfs":{"x":1})");
  CHECK(entry.at("/confidence").GetDouble() == 0.25);
  CHECK(entry.at("/provenance/pattern_refs/0") == "r:1");
  CHECK(entry.text("memory_type") == "belief");
  CHECK_FALSE(entry.at("/shared").GetBool());
  CHECK(entry.at("/provenance/agent_id") == "agent/1");
  CHECK(entry.at("/provenance/session_id") == "s-1");
  const Answer again = read("k");
  CHECK(again.at("/value") == entry.at("/value"));
  CHECK(again.text("content_hash") == entry.text("content_hash"));
}

TEST_CASE_METHOD(Client, "a second write is the next version", "[entries]") {
  write("k", "1");
  CHECK(write("k", "2").at("/version").GetInt() == 2);
  CHECK(write("k", "2").at("/version").GetInt() == 3);  // a client's write is always a version
  CHECK(read("k").at("/value").GetInt() == 2);
}

TEST_CASE_METHOD(Client, "a miss is 200 and says not_found", "[entries]") {
  for (const char* target : {"/entries/no/such/key", "/entry?entity_path=no/such&key=key"}) {
    const Answer miss = get(target);
    CHECK(names_of(miss.json) == std::set<std::string>{"status", "entity_path", "key"});
    CHECK(miss.text("status") == "not_found");
    CHECK(miss.text("entity_path") == "no/such");
    CHECK(miss.text("key") == "key");
  }
}

TEST_CASE_METHOD(Client, "a key with a slash is read by query, or encoded", "[entries]") {
  write("a/b", "7");
  CHECK(get("/entry?entity_path=p&key=a/b").at("/value").GetInt() == 7);
  CHECK(get("/entries/p/a%2Fb").at("/value").GetInt() == 7);
  CHECK(get("/entries/p/a/b").text("status") == "not_found");  // the last segment is the key
  CHECK(get("/entries/p/a%2Fb?branch=main").at("/value").GetInt() == 7);
}

TEST_CASE_METHOD(Client, "a list has entries and their total", "[entries]") {
  for (const char* key : {"a", "b", "c"}) write(key, "1");
  write("a", "2");
  post("/entries", R"({"entity_path":"other","key":"x","value":1})");
  CHECK(get("/entries").at("/total").GetInt() == 4);
  CHECK(get("/entries?entity_path=p").at("/total").GetInt() == 3);
  CHECK(get("/entries?entity_path=p&include_superseded=true").at("/total").GetInt() == 4);
  const Answer page = get("/entries?entity_path=p&limit=1&offset=1");
  CHECK(page.at("/entries").Size() == 1);
  CHECK(page.at("/total").GetInt() == 3);
  CHECK(get("/entries?entity_path=nothing").at("/entries").Empty());
  const Answer newest = get("/entries?entity_path=p&sort=written_at&limit=1");
  CHECK(newest.at("/entries/0/key") == "a");
}

TEST_CASE_METHOD(Client, "fields=meta leaves value and artifacts out", "[entries]") {
  write("k", "{\"big\":1}");
  const Answer list = get("/entries?fields=meta");
  CHECK_FALSE(list.at("/entries/0").HasMember("value"));
  CHECK_FALSE(list.at("/entries/0").HasMember("artifact_refs"));
  check_members(list.at("/entries/0"), {"key", "version", "provenance", "content_hash"});
}

TEST_CASE_METHOD(Client, "history is in the order of versions", "[entries]") {
  write("k", "1");
  write("k", "2");
  write("k", "3");
  const Answer history = get("/history/p/k");
  CHECK(history.text("entity_path") == "p");
  CHECK(history.text("key") == "k");
  CHECK(history.at("/version_count").GetInt() == 3);
  for (int i = 0; i < 3; ++i) {
    const auto& version = history.at("/versions")[static_cast<rapidjson::SizeType>(i)];
    CHECK(version["version"].GetInt() == i + 1);
    CHECK(version["value"].GetInt() == i + 1);
  }
  CHECK(get("/history/p/k?since=2099-01-01T00:00:00Z").at("/version_count").GetInt() == 0);
  CHECK(get("/history/p/k?until=2099-01-01T00:00:00Z").at("/version_count").GetInt() == 3);
  CHECK(get("/history/p/none").at("/versions").Empty());
}

TEST_CASE_METHOD(Client, "hashes are those that Python computes", "[entries]") {
  const Answer first =
      write("k", "{\"n\": [1, 2.5, 1e16, true, null], \"b\":1.0, \"a\":\"\xC3\xA9\"}");
  CHECK(first.text("content_hash") ==
        "47734196784dd2ab02942ccb05d8b85c97b51e469a8072ad6861a4b51035ba5b");
  CHECK(first.text("integrity_chain") ==
        "831d0f5a8f3f3d60ebb1036a809fb22326f60e3c707e6f24f08ea5f594397818");
  const Answer second = write("k", "\"second\"");
  CHECK(second.text("content_hash") ==
        "38e452b56a63d9b5f397354cbd207b0e548ef8e4f49729a6f6dd8d6a9a57ab23");
  CHECK(second.text("integrity_chain") ==
        "98f27378a75c1badd218a82f7d780cd170716e5596d36088ce9a5f3b3e4f69ec");
  const Answer verified = post("/verify", "{}");
  check_members(verified.json, {"total_checked", "valid", "corrupted", "orphaned", "chain_breaks"});
  CHECK(verified.at("/corrupted").Empty());
  CHECK(verified.at("/chain_breaks").Empty());
}

TEST_CASE_METHOD(Client, "the host's agent ids are not for writers", "[entries]") {
  for (const char* agent : {"webhook/github", "external/x", "_system/x"}) {
    const Answer answer = sender().post(
        "/entries", R"({"entity_path":"p","key":"k","agent_id":")" + std::string(agent) + "\"}");
    CHECK(answer.status == 403);
    CHECK(answer.code() == "agent_id_reserved");
  }
}
