// An index of an older schema is made anew from the entries, raw ones included.
#include "host/store/sqlite/search/search_index.hpp"

#include <algorithm>

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

namespace {

constexpr int kManyEntries = 2000;
constexpr int kEntriesPerEvent = 500;
// FTS5 writes a segment per so many bytes of words: here a few dozens, as a million entries do.
constexpr const char* kSmallSegments =
    "INSERT INTO entry_text(entry_text, rank) VALUES('hashsize', 20000)";

struct ManyEntriesFixture : IndexFixture {
  ManyEntriesFixture() {
    for (int first = 0; first < kManyEntries; first += kEntriesPerEvent) {
      Settlement many = settlement(fresh_event(), "", "{}", kNoon);
      many.writes.resize(kEntriesPerEvent, many.writes.front());
      for (int i = 0; i < kEntriesPerEvent; ++i) {
        MemoryWrite& memory = many.writes[static_cast<std::size_t>(i)];
        memory.key = "k" + std::to_string(first + i);
        memory.value_json = value_of(first + i);
        memory.search_text = search_text(memory.value_json);
      }
      const SettleOutcome outcome = settle(std::move(many));
      REQUIRE(outcome.status == SettleStatus::committed);
    }
  }
  // Words of its own, and some that every third, seventh, … entry has.
  static std::string value_of(int number) {
    std::string words = "\"own" + std::to_string(number) + "\"";
    for (int i = 2; i < 40; ++i) words += ",\"w" + std::to_string(i * 100 + number % i) + "\"";
    return "{\"words\":[" + words + "]}";
  }
  void rebuild() {
    sqlite::Database database(dir / "amfs.db", sqlite::Database::Mode::read_write);
    database.execute(kSmallSegments);
    sqlite::transact(database,
                     [&] { REQUIRE(sqlite::rebuild_search_index(database) == kManyEntries); });
    database.execute("INSERT INTO entry_text(entry_text) VALUES('integrity-check')");
  }
  std::vector<Keys> answers() {
    std::vector<Keys> out;
    for (const char* query : {"own7", "w302", "w3938 w700", "w20*", "\"w200 w300\"", "own19*"}) {
      out.push_back(found(query, "repos/acme/shop"));
      CHECK_FALSE(out.back().empty());
    }
    return out;
  }
};

// FTS5's own record of its segments: a cookie of 4 bytes, the levels, the segments, ….
struct Segments {
  int levels = 0;
  int count = 0;
};
Segments segments_of(const std::string& file) {
  sqlite::Database database(file, sqlite::Database::Mode::read_only);
  sqlite::Statement record(database, "SELECT block FROM entry_text_data WHERE id=10");
  REQUIRE(record.step());
  const std::string block = record.text(0);
  REQUIRE(block.size() > 6);
  return {static_cast<unsigned char>(block[4]), static_cast<unsigned char>(block[5])};
}

}  // namespace

// A search looks into every segment for every word.
TEST_CASE_METHOD(ManyEntriesFixture, "an index made anew is one segment and answers the same",
                 "[store][search]") {
  const std::vector<Keys> before = answers();
  close();
  rebuild();
  const Segments made = segments_of(dir / "amfs.db");
  CHECK(made.count == 1);
  // Above the two levels that small segments pass: at their side, it would be merged with them at
  // once, and they would pile up until all of it is written again.
  CHECK(made.levels > 3);
  open();
  CHECK(answers() == before);
  const std::string crisis =
      "SELECT CAST(v AS INTEGER) FROM entry_text_config WHERE k='crisismerge'";
  sqlite::Database database(dir / "amfs.db", sqlite::Database::Mode::read_only);
  CHECK(database.query_integer(crisis.c_str()) == 256);
}

TEST_CASE_METHOD(ManyEntriesFixture, "segments are merged on after the index was made anew",
                 "[store][search]") {
  close();
  rebuild();
  open();
  constexpr int kGroups = 100;
  constexpr int kMergedAtOnce = 16;  // usermerge of schema_v3.cpp
  int most = 0;
  for (int i = 0; i < kGroups; ++i) {
    write("later" + std::to_string(i), value_of(kManyEntries + i), kNoon + 1);
    most = std::max(most, segments_of(dir / "amfs.db").count);
  }
  CHECK(most > kMergedAtOnce / 2);  // each group did write one
  CHECK(most <= 2 * kMergedAtOnce);
  CHECK(found("own2050", "") == Keys{"later50"});
  CHECK(found("own7", "") == Keys{"k7"});
}
