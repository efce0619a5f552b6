// Jira: state, transitions, joins and orders of an issue's events.
#include <algorithm>
#include <map>

#include "tests/plugins/jira_harness.hpp"
#include "tests/plugins/result_rules.hpp"
#include "tests/support/catch.hpp"

using amfs::Value;
using harness::changed;
using harness::Rig;
using harness::send;
using jira_test::fixture;
using jira_test::issue;
using jira_test::kKey;
using jira_test::kPath;
using jira_test::kWaiting;
using jira_test::post;

namespace {

// Everything that memory holds after these events, in this order.
std::map<std::string, std::string> after(const std::vector<std::string>& names) {
  Rig rig("jira");
  for (const std::string& name : names) send(rig, name);
  std::map<std::string, std::string> entries;
  for (const auto& [where, record] : rig.memory()) {
    if (where.first != kWaiting) entries[where.first + "/" + where.second] = record.value_json;
  }
  return entries;
}

}  // namespace

TEST_CASE("Jira: an issue has what an agent asks for") {
  Rig rig("jira");
  const auto out = send(rig, "issue.created");
  const harness::Emitted& written = harness::check_only_fact(out, kPath, kKey);
  CHECK(written.summary == "SHOP-41 created: Checkout times out");
  CHECK(written.pattern_refs == std::vector<std::string>{"jira:issue:20041",
                                                         "jira:issue-entry:20041",
                                                         "jira:project:10001"});
  const Value value = written.value();
  CHECK(value.get("title").str() == "Checkout times out");
  CHECK(value.get("status").str() == "To Do");
  CHECK(value.get("status_category").str() == "new");
  CHECK(value.get("url").str() == "https://acme.atlassian.net/browse/SHOP-41");
  CHECK(value.get("actor").str() == "Ada Lin");
  CHECK(value.get("assignee").str() == "Bob Roe");
  CHECK(value.get("priority").str() == "High");
  CHECK(value.get("labels").dump() == R"(["checkout","p1"])");
  CHECK(value.get("components").dump() == R"(["Cart"])");
  CHECK(value.get("fix_versions").dump() == R"(["2.1"])");
  CHECK_FALSE(value.get("resolution").exists());
}

TEST_CASE("Jira: transitions come from the changelog, keyed by its id") {
  Rig rig("jira");
  send(rig, "issue.created");
  send(rig, "issue.in_progress");
  const auto done = send(rig, "issue.done");
  CHECK(done.results[0].summary == "SHOP-41 In Progress \xE2\x86\x92 Done: Checkout times out");
  send(rig, "issue.done");  // again
  const Value value = issue(rig);
  CHECK(value.get("status").str() == "Done");
  CHECK(value.get("status_category").str() == "done");
  CHECK(value.get("resolution").str() == "Fixed");
  CHECK(value.get("resolved_at").str() == "2026-09-20T11:00:00.000+0000");
  const Value& list = value.get("transitions");
  REQUIRE(list.size() == 3);
  CHECK(list.get(0).get("id").str() == "900");
  CHECK_FALSE(list.get(0).get("from").exists());
  CHECK(list.get(0).get("to").str() == "To Do");
  CHECK(list.get(2).get("id").str() == "902");
  CHECK(list.get(2).get("from").str() == "In Progress");
  CHECK(list.get(2).get("to").str() == "Done");
  CHECK(list.get(2).get("at").str() == "2026-09-20T11:00:00.000Z");
  CHECK(list.get(2).get("actor").str() == "Bob Roe");
}

TEST_CASE("Jira: the fifty newest transitions are kept") {
  Rig rig("jira");
  for (int i = 0; i < 70; ++i) {
    Value payload = changed(fixture("issue.in_progress"), {"changelog", "id"}, 1000 + i);
    payload["timestamp"] = payload.get("timestamp").i64() + i * 1000;
    post(rig, payload);
  }
  const Value value = issue(rig);
  REQUIRE(value.get("transitions").size() == 50);
  CHECK(value.get("transitions").get(0).get("id").str() == "1020");
  CHECK(value.get("transitions").get(49).get("id").str() == "1069");
}

TEST_CASE("Jira: descriptions are text, a document or null") {
  const auto description = [](const Value& given) {
    Rig rig("jira");
    post(rig, changed(fixture("issue.created"), {"issue", "fields", "description"}, given));
    return issue(rig).get("description");
  };
  CHECK(description("plain *text*").str() == "plain *text*");
  CHECK_FALSE(description(nullptr).exists());
  CHECK_FALSE(description(7).exists());
  CHECK_FALSE(description(Value::object()).exists());
  Rig rig("jira");
  send(rig, "issue.created");
  CHECK(issue(rig).get("description").str() ==
        "Checkout times out, @Bob Roe\nsays.\n- cards\n- wallets\nregion | eu\n"
        "https://status.acme.example/1 :fire:");
  // null in a later event takes it away; no word about it leaves it.
  post(rig,
       changed(fixture("issue.in_progress"), {"issue", "fields", "description"}, Value::missing()));
  CHECK(issue(rig).get("description").exists());
  post(rig, changed(fixture("issue.done"), {"issue", "fields", "description"}, nullptr));
  CHECK_FALSE(issue(rig).get("description").exists());
}

TEST_CASE("Jira: a document may be as deep and large as it wants") {
  Value deep{{"type", "text"}, {"text", "bottom"}};
  for (int i = 0; i < 100; ++i) {
    deep = Value{{"type", "blockquote"}, {"content", Value::array({deep})}};
  }
  Value wide{{"type", "doc"}, {"content", Value::array()}};
  for (int i = 0; i < 30000; ++i) {
    wide["content"].push_back({{"type", "paragraph"}, {"content", Value::array()}});
  }
  Value large{{"type", "doc"}, {"content", Value::array()}};
  for (int i = 0; i < 3000; ++i) {
    large["content"].push_back({{"type", "text"}, {"text", "\xC3\xA4\xC3\xB6 words "}});
  }
  const auto description = [](const Value& given) {
    Rig rig("jira");
    post(rig, changed(fixture("issue.created"), {"issue", "fields", "description"}, given));
    return issue(rig).get("description");
  };
  CHECK_FALSE(description(deep).exists());
  CHECK_FALSE(description(wide).exists());
  const std::string text = description(large).str();
  CHECK(text == amfs::clip(text, 2000));
  CHECK(text.substr(text.size() - 3) == "\xE2\x80\xA6");
  CHECK(text.size() > 2000);
}

TEST_CASE("Jira: any order of an issue's events makes the same entries") {
  std::vector<std::string> names = {
      "issue.created",     "issue.sprint_changed", "comment.created", "issue.commented",
      "comment.updated",   "issue.in_progress",    "issue.done",      "attachment.created",
      "deployment.failed", "deployment.successful"};
  const auto expected = after(names);
  CHECK(expected.size() == 4);
  CHECK(expected.at(kPath + "/" + kKey).find("Sprint 12") != std::string::npos);
  for (std::size_t turn = 0; turn < names.size(); ++turn) {
    std::rotate(names.begin(), names.begin() + 1, names.end());
    const auto entries = after(names);
    REQUIRE(entries.size() == expected.size());
    for (const auto& [where, value] : entries) {
      CAPTURE(turn, where);
      CHECK(*Value::parse(value) == *Value::parse(expected.at(where)));
    }
  }
  std::vector<std::string> twice = {"issue.created", "issue.done", "comment.created"};
  CHECK(after({"issue.created", "issue.done", "comment.created", "issue.created", "issue.done",
               "comment.created"}) == after(twice));
}

TEST_CASE("Jira: a deleted issue is a tombstone that nothing brings back") {
  for (const bool deleted_first : {false, true}) {
    CAPTURE(deleted_first);
    Rig rig("jira");
    send(rig, "issue.created");
    if (deleted_first) send(rig, "issue.deleted");
    send(rig, "issue.done");
    if (!deleted_first) send(rig, "issue.deleted");
    const Value value = issue(rig);
    CHECK(value.get("status").str() == "deleted");
    CHECK(value.get("last_event").str() == "jira:issue_deleted");
    CHECK(value.get("title").str() == "Checkout times out");
    CHECK_FALSE(value.get("description").exists());
  }
  // A workflow may call a status so; that is no end.
  Rig rig("jira");
  post(rig, changed(fixture("issue.created"), {"issue", "fields", "status", "name"}, "deleted"));
  send(rig, "issue.in_progress");
  CHECK(issue(rig).get("status").str() == "In Progress");
}

TEST_CASE("Jira: an issue that moves to another project keeps its path and key") {
  Rig rig("jira");
  send(rig, "issue.created");
  const auto out = send(rig, "issue.moved");
  REQUIRE(out.results.size() == 1);
  CHECK(out.results[0].entity_path == kPath);
  CHECK(out.results[0].key == kKey);
  CHECK(out.results[0].pattern_refs.size() == 2);  // its old path is not that of the new project
  CHECK(issue(rig).get("key").str() == "OPS-7");
  CHECK(issue(rig).get("url").str() == "https://acme.atlassian.net/browse/OPS-7");
  // What belongs to it follows.
  CHECK(send(rig, "worklog.created").results.at(0).entity_path == kPath);
  Value comment = changed(fixture("comment.created"), {"issue", "key"}, "OPS-7");
  comment["issue"]["fields"]["project"]["key"] = "OPS";
  const auto commented = post(rig, comment);
  CHECK(commented.results.at(0).entity_path == kPath);
  CHECK(commented.results[0].value().get("about").str() == kKey);
}

TEST_CASE("Jira: the same ids of another site are another issue") {
  Rig rig("jira");
  send(rig, "issue.created");
  Value other = changed(fixture("issue.created"), {"issue", "self"},
                        "https://other.atlassian.net/rest/api/2/issue/20041");
  other["issue"]["key"] = "WEB-1";
  other["issue"]["fields"]["project"]["key"] = "WEB";
  const auto out = post(rig, other);
  CHECK(out.results.at(0).entity_path == "projects/jira/WEB");
  CHECK(out.results[0].key == "issue-WEB-1");
  CHECK(issue(rig).get("key").str() == "SHOP-41");
}

TEST_CASE("Jira: Data Center and old servers") {
  Rig rig("jira");
  const auto out = send(rig, "issue.server_old");
  REQUIRE(out.results.size() == 2);  // the comment comes in no other event
  const Value value = out.results[0].value();
  CHECK(out.results[0].entity_path == "projects/jira/WEB");
  CHECK(value.get("url").str() == "http://jira.acme.example:8080/jira/browse/WEB-7");
  CHECK(value.get("description").str() == "h1. Footer\nIt *overlaps*.");
  CHECK(value.get("actor").str() == "Bob Roe");
  CHECK(out.results[0].summary == "WEB-7 commented: Footer is wrong");
  CHECK(out.results[1].key == "comment-41");
  CHECK(out.results[1].value().get("body").str() == "Also on phones.");
  CHECK(out.results[1].value().get("about").str() == "issue-WEB-7");
  CHECK(send(rig, "worklog.server_old").results.at(0).key == "issue-WEB-7");
  // No display name: the account's.
  Value payload = changed(fixture("issue.server_old"), {"user", "displayName"}, Value::missing());
  Rig nameless("jira");
  CHECK(post(nameless, payload).results.at(0).value().get("actor").str() == "bob");
}

TEST_CASE("Jira: custom fields by the operator's names") {
  Rig rig("jira", R"({"fields":{"customfield_10016":"story_points","customfield_2":"team",
                               "customfield_3":"areas"}})");
  Value payload = changed(fixture("issue.created"), {"issue", "fields", "customfield_2"},
                          {{"id", "1"}, {"value", "Checkout"}});
  payload["issue"]["fields"]["customfield_3"] = Value::array({{{"name", "EU"}}, "US", 5});
  post(rig, payload);
  CHECK(issue(rig).get("fields").dump() ==
        R"({"story_points":3,"team":"Checkout","areas":["EU","US",5]})");
  CHECK(Rig("jira", R"({"fields":{"a":""}})").created().status == AMFS_BAD_CONFIG);
  CHECK(Rig("jira", R"({"fields":[1]})").created().status == AMFS_BAD_CONFIG);
  CHECK(Rig("jira", R"({"text_characters":10001})").created().status == AMFS_BAD_CONFIG);
  Rig quiet("jira", R"({"text_characters":0})");
  send(quiet, "issue.created");
  CHECK_FALSE(issue(quiet).get("description").exists());
}

TEST_CASE("Jira: an excluded body stays raw and crashes nothing") {
  Rig rig("jira");
  for (const char* body : {"", "{}", "null", "[]", "\"x\"", "7"}) {
    CAPTURE(body);
    const harness::Sent sent{body, {}};
    auto identity = rig.identify(sent);
    CHECK_FALSE(identity.handled);
    identity.event_type = "jira:issue_updated";
    const auto out = rig.transform(sent, identity);
    CHECK(out.results.empty());
    CHECK((out.status == AMFS_OK || out.status == AMFS_UNMATCHED));
  }
}

TEST_CASE("Jira: without an identity the event stays raw") {
  Rig rig("jira");
  const auto status_without = [&](const std::string& name, const std::vector<std::string>& path) {
    return rig.transform({changed(fixture(name), path, Value::missing()).dump(), {}}).status;
  };
  CHECK(status_without("issue.created", {"issue", "key"}) == AMFS_UNMATCHED);
  CHECK(status_without("comment.created", {"comment", "id"}) == AMFS_UNMATCHED);
  CHECK(status_without("worklog.created", {"worklog", "id"}) == AMFS_UNMATCHED);
  CHECK(status_without("sprint.started", {"sprint", "id"}) == AMFS_UNMATCHED);
  CHECK(status_without("version.created", {"version", "id"}) == AMFS_UNMATCHED);
  CHECK(status_without("deployment.failed", {"deployment", "id"}) == AMFS_UNMATCHED);
}

TEST_CASE("Jira: whatever a clock says, the next normal event is current") {
  const std::vector<Value> clocks = {4070908800000LL,  // 2099
                                     9223372036854775807LL,
                                     1790000000LL,  // seconds for milliseconds
                                     -5,
                                     1790000000000.5,
                                     "yesterday",
                                     Value::array(),
                                     nullptr};
  for (const Value& clock : clocks) {
    CAPTURE(clock.dump());
    Rig rig("jira");
    send(rig, "issue.created");
    // The host takes a missing time for the time of arrival, as it must: that is later.
    if (!clock.is_null()) post(rig, changed(fixture("issue.in_progress"), {"timestamp"}, clock));
    send(rig, "issue.done");
    CHECK(issue(rig).get("status").str() == "Done");
    CHECK(issue(rig).get("last_event").str() == "jira:issue_updated");
  }
  // A comment's own clock, too.
  Rig rig("jira");
  Value odd = changed(fixture("comment.created"), {"comment", "updated"}, "2099-01-01T00:00:00Z");
  post(rig, odd);
  send(rig, "comment.updated");
  CHECK(rig.current(kPath, "comment-700").get("body").str() == "Reproduced in both regions.");
}

TEST_CASE("Jira: large issues stay within what the host takes") {
  Value payload = changed(fixture("issue.created"), {"issue", "fields", "description"},
                          std::string(100000, '\x01'));
  for (const char* list : {"labels", "components", "versions", "fixVersions"}) {
    payload["issue"]["fields"][list] = Value::array();
    for (int i = 0; i < 400; ++i) {
      payload["issue"]["fields"][list].push_back(std::string(5000, '\x02'));
    }
  }
  Rig rig("jira", R"({"text_characters":10000})");
  post(rig, payload);
  CHECK(issue(rig).dump().size() < 256 * 1024);
  CHECK(issue(rig).get("labels").size() <= 50);
  CHECK(issue(rig).get("title").str() == "Checkout times out");
}
