// A search index that does not fit the entries is made anew, once; damage to the entries themselves
// still stops the store.
#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/unit/store/raw_file.hpp"
#include "tests/unit/store/store_fixture.hpp"
#include "tests/unit/store/tally_check.hpp"

using namespace test;  // NOLINT(google-build-using-namespace)

namespace {

using Keys = std::vector<std::string>;

constexpr const char* kEmptyIndex = "INSERT INTO entry_text(entry_text) VALUES('delete-all')";
// Texts of another rule: what is taken out is longer than what was put in.
constexpr const char* kShorterTexts =
    "INSERT INTO entry_text(entry_text) VALUES('delete-all');"
    "INSERT INTO entry_text(rowid, scope, path, name, body) "
    "SELECT id, 't1', '', '', 'stale' FROM entries WHERE current=1";
// What FTS5 keeps of how the index lies.
constexpr const char* kNoSegments = "DELETE FROM entry_text_data WHERE id=10";
constexpr const char* kWrongSegments =
    "UPDATE entry_text_data SET block=x'FFFFFFFFFFFFFFFFFF' WHERE id=10";
constexpr const char* kVersionRow = "name='search_text_version'";

struct RepairFixture : StoreFixture {
  RepairFixture() {
    write("pr-1", R"({"title":"giraffe"})", kNoon);
    write("pr-2", R"({"title":"zebra"})", kNoon);
    write("pr-3", R"({"title":"okapi"})", kNoon);
  }

  void alter(const std::string& sql) { RawFile(dir / "amfs.db").execute(sql); }
  void alter_while_closed(const std::string& sql) {
    close();
    alter(sql);
    open();
  }
  // Overwrites the root page of a table or an index.
  void damage_page_of(const std::string& name) {
    close();
    std::string root;
    {
      RawFile file(dir / "amfs.db");
      root = file.rows("SELECT rootpage FROM sqlite_schema WHERE name='" + name + "'").at(0);
    }
    constexpr std::streamoff kPageSize = 4096;
    std::fstream file(dir / "amfs.db", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp((std::stoll(root) - 1) * kPageSize);
    file << std::string(kPageSize, '\xA5');
    REQUIRE(file.good());
    file.close();
    open();
  }

  Keys found(const std::string& text) {
    SearchQuery query;
    query.query = text;
    Keys keys;
    for (const FoundEntry& found : reader->search(query).found) keys.push_back(found.entry.key);
    return keys;
  }
  SettleStatus rewrite(const std::string& key, const std::string& word) {
    return write(key, R"({"title":")" + word + "\"}", kNoon + 1).status;
  }
  void check_whole() {
    CHECK(store->health().writable);
    CHECK(found("giraffe").empty());
    CHECK(found("lion") == Keys{"pr-1"});
    CHECK(found("zebra") == Keys{"pr-2"});
    CHECK(found("okapi") == Keys{"pr-3"});
    CHECK(found("stale").empty());
    CHECK(history("pr-1").size() == 2);
    close();
    check_tally(dir / "amfs.db");
    RawFile file(dir / "amfs.db");
    file.execute("INSERT INTO entry_text(entry_text) VALUES('integrity-check')");
    CHECK(file.rows("SELECT id FROM entry_text_docsize ORDER BY 1") ==
          file.rows("SELECT id FROM entries WHERE current=1 ORDER BY 1"));
  }
};

}  // namespace

TEST_CASE_METHOD(RepairFixture, "an index that does not fit is made anew and the write applied",
                 "[store][search]") {
  const std::string damage =
      GENERATE(as<std::string>{}, kEmptyIndex, kShorterTexts, kNoSegments, kWrongSegments,
               "DELETE FROM entry_text_data WHERE id=1");  // its totals
  INFO(damage);
  alter(damage);
  CHECK(rewrite("pr-1", "lion") == SettleStatus::committed);
  check_whole();
}

TEST_CASE_METHOD(RepairFixture, "an index that cannot be made anew is a broken store",
                 "[store][search]") {
  damage_page_of("entry_text_docsize");
  CHECK(rewrite("pr-1", "lion") == SettleStatus::unavailable);
  // The pages cannot even be emptied: the index is beyond mending, and that is said.
  CHECK_FALSE(store->health().writable);
}

TEST_CASE_METHOD(RepairFixture, "no operation of the group is lost when the index is made anew",
                 "[store][search]") {
  alter_while_closed(kEmptyIndex);
  constexpr int kTogether = 40;
  std::vector<EventSeq> events;
  for (int i = 0; i < kTogether; ++i) events.push_back(fresh_event());
  std::vector<std::promise<SettleOutcome>> answers(kTogether);
  for (int i = 0; i < kTogether; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const std::string key = i % 2 == 0 ? "pr-1" : "note-" + std::to_string(i);
    store->settle(settlement(events[at], key, R"({"n":)" + std::to_string(i) + "}", kNoon + i),
                  [&answers, at](SettleOutcome outcome) { answers[at].set_value(outcome); });
  }
  for (auto& answer : answers) CHECK(answer.get_future().get().status == SettleStatus::committed);
  CHECK(store->health().writable);
  CHECK(history("pr-1").size() == 1 + kTogether / 2);
  CHECK(counters().done == 3 + kTogether);
  CHECK(found("39") == Keys{"note-39"});
  CHECK(found("zebra") == Keys{"pr-2"});
  close();
  check_tally(dir / "amfs.db");
}

TEST_CASE_METHOD(RepairFixture, "an index that does not stay whole is a broken store",
                 "[store][search]") {
  alter(kEmptyIndex);
  CHECK(rewrite("pr-1", "lion") == SettleStatus::committed);
  CHECK(store->health().writable);
  alter(kEmptyIndex);
  CHECK(rewrite("pr-2", "gnu") == SettleStatus::unavailable);
  CHECK_FALSE(store->health().writable);
  CHECK(append(delivery("id-1", "X")).error.code == "storage_failed");
  close();
  open();
  CHECK(rewrite("pr-2", "zebra") == SettleStatus::committed);  // as before, but taken out and in
  CHECK(rewrite("pr-2", "gnu") == SettleStatus::committed);
  CHECK(found("gnu") == Keys{"pr-2"});
  CHECK(rewrite("pr-2", "zebra") == SettleStatus::committed);
  check_whole();
}

TEST_CASE_METHOD(RepairFixture, "an index written by another rule is made anew at the start",
                 "[store][search]") {
  CHECK(rewrite("pr-1", "lion") == SettleStatus::committed);
  const std::string version = GENERATE(as<std::string>{}, "UPDATE counters SET value=0 WHERE ",
                                       "UPDATE counters SET value=value+1 WHERE ",  // newer host
                                       "DELETE FROM counters WHERE ");  // older than the rule
  alter_while_closed(kShorterTexts + (";" + version) + kVersionRow);
  check_whole();
  const auto kept =
      RawFile(dir / "amfs.db")
          .rows(std::string("SELECT tenant, value FROM counters WHERE ") + kVersionRow);
  CHECK(kept == Keys{"0|" + std::to_string(kSearchTextVersion)});
}

TEST_CASE_METHOD(RepairFixture, "an index that cannot be opened is made anew at the start",
                 "[store][search]") {
  CHECK(rewrite("pr-1", "lion") == SettleStatus::committed);
  alter_while_closed(GENERATE(as<std::string>{}, kNoSegments, kWrongSegments));
  check_whole();
}

TEST_CASE_METHOD(RepairFixture, "an index of this rule is left alone at the start",
                 "[store][search]") {
  alter_while_closed(kShorterTexts);
  CHECK(found("zebra").empty());
}

TEST_CASE_METHOD(RepairFixture, "a damaged page of the entries still stops the store",
                 "[store][search]") {
  damage_page_of("entries_key");
  CHECK(rewrite("pr-1", "lion") == SettleStatus::unavailable);
  const StoreHealth health = store->health();
  CHECK_FALSE(health.writable);
  CHECK(health.reason.find("check the disk, then restart the host") != std::string::npos);
}
