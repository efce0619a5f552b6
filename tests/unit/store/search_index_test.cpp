// An index of an older schema is made anew from the entries, raw ones included.
#include "host/store/sqlite/search/search_index.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/store/store_fixture.hpp"

using namespace test;  // NOLINT(google-build-using-namespace)

namespace {

struct IndexFixture : StoreFixture {
  // What schema 2 kept: no scope but the tenant, and entries that are not there.
  void age_index(sqlite::Database& database) {
    database.execute(
        "INSERT INTO entry_text(entry_text) VALUES('delete-all');"
        "INSERT INTO entry_text(rowid, scope, path, name, body) "
        "SELECT id, 't' || tenant, entity_path, key, 'stale' FROM entries");
  }
  std::vector<std::string> found(const std::string& text, const std::string& path) {
    SearchQuery query;
    query.query = text;
    query.entity_path = path;
    std::vector<std::string> out;
    for (const FoundEntry& found : reader->search(query).found) out.push_back(found.entry.key);
    return out;
  }
};

using Keys = std::vector<std::string>;

}  // namespace

TEST_CASE_METHOD(IndexFixture, "the search index is made anew from the entries",
                 "[store][search]") {
  write("pr-1", "{\"title\":\"giraffe\"}", kNoon - 10);
  write("pr-1", "{\"title\":\"zebra\"}", kNoon);
  const auto accepted = append(delivery("raw-1", "{\"word\":\"walrus\"}"));
  Settlement raw = settlement(accepted.seq, "raw-1", "{\"reason\":\"none\"}", kNoon);
  raw.writes[0].flags = kEntryRaw;
  raw.writes[0].search_text = search_text("{\"word\":\"walrus\"}");
  raw.raw_outcome = EventOutcome::raw;
  settle(raw);
  close();
  {
    sqlite::Database database(dir / "amfs.db", sqlite::Database::Mode::read_write);
    age_index(database);
  }
  open();
  CHECK(found("zebra", "repos/acme").empty());
  close();
  {
    sqlite::Database database(dir / "amfs.db", sqlite::Database::Mode::read_write);
    database.execute("BEGIN");
    sqlite::rebuild_search_index(database);
    database.execute("COMMIT");
    database.execute("INSERT INTO entry_text(entry_text) VALUES('integrity-check')");
    CHECK(database.query_integer("SELECT count(*) FROM entry_text_docsize") == 2);
  }
  open();
  CHECK(found("zebra", "repos/acme") == Keys{"pr-1"});
  CHECK(found("walrus", "repos/acme/shop") == Keys{"raw-1"});
  CHECK(found("giraffe", "").empty());
  CHECK(found("stale", "").empty());
  write("pr-1", "{\"title\":\"lion\"}", kNoon + 1);  // takes out what the rebuild put in
  CHECK(found("zebra", "").empty());
  CHECK(found("lion", "") == Keys{"pr-1"});
}

TEST_CASE_METHOD(IndexFixture, "what changes in one transaction is found as it ended",
                 "[store][search]") {
  write("pr-1", "{\"title\":\"giraffe\"}", kNoon);
  Settlement both = settlement(fresh_event(), "pr-1", "{\"title\":\"zebra\"}", kNoon + 1);
  const auto add = [&](const std::string& key, const std::string& value, host::UnixNs occurred_at) {
    MemoryWrite next = both.writes.front();
    next.key = key;
    next.value_json = value;
    next.search_text = search_text(value);
    next.occurred_at = occurred_at;
    both.writes.push_back(next);
  };
  add("pr-2", "{\"title\":\"lion\"}", kNoon);
  add("pr-2", "{\"title\":\"tiger\"}", kNoon + 1);
  add("pr-1", "{\"title\":\"okapi\"}", kNoon + 2);
  settle(both);
  CHECK(found("giraffe", "repos/acme/shop").empty());
  CHECK(found("zebra", "repos/acme/shop").empty());
  CHECK(found("lion", "repos/acme/shop").empty());
  CHECK(found("tiger", "repos/acme/shop") == Keys{"pr-2"});
  CHECK(found("okapi", "repos/acme/shop") == Keys{"pr-1"});
}

// FTS5 ends a segment whenever a row comes before the last one's; each segment costs a merge.
TEST_CASE_METHOD(IndexFixture, "replacing many entries at once makes few segments",
                 "[store][search]") {
  constexpr int kKeys = 40;
  const auto round = [&](const std::string& word) {
    Settlement many = settlement(fresh_event(), "k0", "{\"w\":\"" + word + "0\"}", clock.now_ns());
    for (int i = 1; i < kKeys; ++i) {
      MemoryWrite next = many.writes.front();
      next.key = "k" + std::to_string(i);
      next.value_json = "{\"w\":\"" + word + std::to_string(i) + "\"}";
      next.search_text = search_text(next.value_json);
      many.writes.push_back(next);
    }
    clock.advance(host::kNsPerSecond);
    settle(many);
  };
  round("old");
  round("new");
  CHECK(found("new7", "repos/acme/shop") == Keys{"k7"});
  CHECK(found("old7", "repos/acme/shop").empty());
  close();
  sqlite::Database database(dir / "amfs.db", sqlite::Database::Mode::read_write);
  CHECK(database.query_integer("SELECT count(DISTINCT segid) FROM entry_text_idx") <= 3);
}
