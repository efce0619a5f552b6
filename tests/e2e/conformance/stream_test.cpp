// The stream as AMFS's clients read it: event `write`, one line of the entry, three forms of
// entity_path, nothing but LF.
#include "tests/e2e/conformance/client.hpp"
#include "tests/integration/event_stream.hpp"

using namespace conformance;  // NOLINT(google-build-using-namespace)
using integration::EventStream;
using integration::StreamedEvent;

namespace {

struct Listener : Client {
  void write_to(const std::string& path, const std::string& key) {
    post("/entries", R"({"entity_path":")" + path + R"(","key":")" + key + R"(","value":1})");
  }
  // The keys that a stream with this query has sent when "last", which every filter of these tests
  // lets through, arrives.
  std::string keys(const std::string& query) {
    EventStream stream(process().port(), query);
    REQUIRE(stream.head.status == 200);
    write_to("p", "self");
    write_to("p/below", "below");
    write_to("p/below/deep", "deep");
    write_to("p-other", "sibling");
    write_to("P", "case");
    write_to("q", "else");
    write_to("p/below", "last");
    std::string out;
    for (std::string key; key != "last"; out += key + ' ') key = stream.write().key();
    return out;
  }
};

}  // namespace

TEST_CASE_METHOD(Listener, "an event is named write, its data is the entry in one line",
                 "[stream]") {
  EventStream stream(process().port());
  CHECK(stream.head.header("Content-Type").rfind("text/event-stream", 0) == 0);
  const Answer written =
      write("k", "{\"text\":\"two\\nlines\",\n\"n\":1.50}", R"("agent_id":"a/1")");
  const auto event = stream.next();
  REQUIRE(event);
  CHECK(event->name == "write");
  const auto entry = event->json();
  CHECK(names_of(entry) == names_of(written.json));  // what every other route shows
  CHECK_FALSE(entry.HasMember("embedding"));
  CHECK(entry["value"] == written.at("/value"));
  CHECK(entry["version"].GetInt() == 1);
  CHECK(entry["content_hash"] == written.at("/content_hash"));
  CHECK(test::text_member(entry["provenance"], "agent_id") == "a/1");
}

TEST_CASE_METHOD(Listener, "every write is an event: entries, events, outcomes", "[stream]") {
  EventStream stream(process().port());
  write("k", "1");
  write("k", "1");  // again a version
  post("/events", R"({"source":"cron","entity_path":"p","key":"direct","value":1})");
  post("/outcomes",
       R"({"outcome_ref":"r","outcome_type":"success","causal_entry_keys":["p/direct"]})");
  const std::pair<const char*, int> expected[] = {{"k", 1}, {"k", 2}, {"direct", 1}, {"direct", 2}};
  for (const auto& [key, version] : expected) {
    const StreamedEvent event = stream.write();
    CHECK(event.key() == key);
    CHECK(event.json()["version"].GetInt() == version);
  }
}

TEST_CASE_METHOD(Listener, "entity_path: * and none are everything", "[stream]") {
  const std::string all = "self below deep sibling case else last ";
  CHECK(keys("") == all);
  CHECK(keys("?entity_path=*") == all);
  CHECK(keys("?entity_path=") == all);
}

TEST_CASE_METHOD(Listener, "entity_path: a path is itself and what is below, not its siblings",
                 "[stream]") {
  CHECK(keys("?entity_path=p") == "self below deep last ");
  CHECK(keys("?entity_path=p/below") == "below deep last ");
  CHECK(keys("?entity_path=p%2Fbelow") == "below deep last ");
}

TEST_CASE_METHOD(Listener, "parameters that AMFS knows and the host does not are ignored",
                 "[stream]") {
  CHECK(keys("?entity_path=p/below&branch=main&token=x") == "below deep last ");
}

// Beyond AMFS: its stream has no ids.
TEST_CASE_METHOD(Listener, "a client that knows ids resumes, one that does not begins now",
                 "[stream]") {
  std::string first;
  {
    EventStream stream(process().port());
    write_to("p", "a");
    CHECK(stream.write().key() == "a");
    first = stream.last_id;
  }
  write_to("p", "b");
  EventStream resumed(process().port(), "", first);
  EventStream fresh(process().port());
  write_to("p", "c");
  CHECK(resumed.write().key() == "b");
  CHECK(resumed.write().key() == "c");
  CHECK(fresh.write().key() == "c");
}
