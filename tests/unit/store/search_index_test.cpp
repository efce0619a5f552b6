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
