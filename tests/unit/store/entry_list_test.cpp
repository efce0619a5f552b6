// Pages of entries and entities: their order, their totals, and that pages joined by `after` are
// the whole list once.
#include <algorithm>
#include <set>

#include "tests/support/catch.hpp"
#include "tests/unit/store/raw_file.hpp"
#include "tests/unit/store/store_fixture.hpp"

using namespace test;  // NOLINT(google-build-using-namespace)

namespace {

constexpr int kEntries = 57;

struct ListFixture : StoreFixture {
  ListFixture() {
    for (int i = 0; i < kEntries; ++i) put(i);
    for (int i = 0; i < kEntries; i += 5) put(i, "again");
    close();
    RawFile file(dir / "amfs.db");
    file.execute("UPDATE entries SET recall_count=id%7 WHERE current=1 AND id%3=0");
    open();
  }
  void put(int i, const std::string& note = "") {
    Settlement work =
        settlement(fresh_event(), "key-" + std::to_string(100 - i),
                   "{\"n\":" + std::to_string(i) + ",\"note\":\"" + note + "\"}", clock.now_ns());
    work.writes[0].entity_path = "repos/r" + std::to_string(i % 4);
    CHECK(settle(std::move(work)).outcome == EventOutcome::written);
    clock.advance(host::kNsPerMs);
  }
  std::vector<EntryId> ids(const EntryFilter& filter) {
    std::vector<EntryId> out;
    for (const Entry& entry : reader->list_entries(filter, total)) out.push_back(entry.id);
    return out;
  }
  // As SQLite sorts all rows.
  std::vector<EntryId> expected(const EntryFilter& filter) {
    std::string sql = "SELECT id FROM entries WHERE 1";
    if (!filter.include_superseded) sql += " AND current=1";
    if (!filter.entity_path.empty()) sql += " AND entity_path='" + filter.entity_path + "'";
    const char* orders[] = {"entity_path, key, version", "id DESC",
                            "iif(current, recall_count, -1) DESC, id DESC"};
    sql += std::string(" ORDER BY ") + orders[static_cast<int>(filter.sort)];
    std::vector<EntryId> out;
    for (const std::string& row : RawFile(dir / "amfs.db").rows(sql))
      out.push_back(std::stoll(row));
    return out;
  }
  std::int64_t total = 0;
};

}  // namespace

TEST_CASE_METHOD(ListFixture, "entries are listed in every order, page by page", "[store][list]") {
  const auto sort = GENERATE(EntrySort::path, EntrySort::written_at, EntrySort::recall_count);
  const bool all_versions = GENERATE(false, true);
  const std::string path = GENERATE("", "repos/r2");
  CAPTURE(static_cast<int>(sort), all_versions, path);
  EntryFilter filter;
  filter.sort = sort;
  filter.include_superseded = all_versions;
  filter.entity_path = path;
  filter.limit = 1000;
  const std::vector<EntryId> whole = expected(filter);
  CHECK(ids(filter) == whole);
  CHECK(total == static_cast<std::int64_t>(whole.size()));

  filter.limit = 10;
  std::vector<EntryId> joined;
  for (std::vector<EntryId> page = ids(filter); !page.empty(); page = ids(filter)) {
    joined.insert(joined.end(), page.begin(), page.end());
    filter.after = joined.back();
  }
  CHECK(joined == whole);
  filter.after = 0;
  for (const std::size_t offset :
       {std::size_t{7}, whole.size() / 2, whole.size() - 3, whole.size()}) {
    CAPTURE(offset);
    filter.offset = offset;
    const auto begin = whole.begin() + static_cast<std::ptrdiff_t>(offset);
    const auto size = std::min<std::ptrdiff_t>(10, whole.end() - begin);
    CHECK(ids(filter) == std::vector<EntryId>(begin, begin + size));
  }
}

TEST_CASE_METHOD(ListFixture, "without values, nothing of another tenant, nothing unknown",
                 "[store][list]") {
  EntryFilter filter;
  filter.with_values = false;
  CHECK(reader->list_entries(filter, total).at(0).value_json.empty());
  filter.tenant = kDefaultTenant + 1;
  CHECK(ids(filter).empty());
  CHECK(total == 0);
  filter.tenant = kDefaultTenant;
  filter.entity_path = "nowhere";
  CHECK(ids(filter).empty());
  CHECK(total == 0);
  CHECK(reader->overview().has_entry(kDefaultTenant, 1));
  CHECK_FALSE(reader->overview().has_entry(kDefaultTenant + 1, 1));
  CHECK_FALSE(reader->overview().has_entry(kDefaultTenant, 100000));
}

TEST_CASE_METHOD(StoreFixture, "entities stand by their last write, page by page",
                 "[store][list]") {
  const int many = GENERATE(30, 2100);  // sorted, and walked
  std::vector<std::string> expected;
  for (int i = 0; i < many; i += 50) {
    Settlement work = settlement(fresh_event(), "k", std::to_string(i), kNoon);
    work.writes.clear();
    for (int j = i; j < std::min(i + 50, many); ++j) {
      MemoryWrite write;
      write.entity_path = "e" + std::to_string(j);
      write.key = "k";
      write.value_json = "1";
      work.writes.push_back(write);
      expected.insert(expected.begin(), write.entity_path);
    }
    settle(std::move(work));
  }
  Settlement again = settlement(fresh_event(), "other", "2", kNoon);
  again.writes[0].entity_path = "e3";
  settle(std::move(again));
  Settlement hidden = settlement(fresh_event(), "k", "2", kNoon);
  hidden.writes[0].entity_path = "_system/x";
  settle(std::move(hidden));
  expected.erase(std::find(expected.begin(), expected.end(), "e3"));
  expected.insert(expected.begin(), "e3");

  std::vector<std::string> joined;
  EntryId before = 0;
  do {
    const EntityPage page = reader->overview().entities(kDefaultTenant, before, 400);
    CHECK(page.total == many + 1);
    CHECK(page.entities.size() <= 400);
    for (const EntitySummary& entity : page.entities) joined.push_back(entity.path);
    before = page.next;
  } while (before != 0);
  CHECK(joined == expected);
  CHECK(reader->overview().entities_below(kDefaultTenant, "_system", 10).size() == 1);
}
