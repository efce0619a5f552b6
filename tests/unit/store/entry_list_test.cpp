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
    const EntryPage page = reader->list_entries(filter);
    total = page.total;
    next = page.next;
    std::vector<EntryId> out;
    for (const Entry& entry : page.entries) out.push_back(entry.id);
    return out;
  }
  // All pages from here; `between` is called after each of them.
  template <class Between>
  std::vector<EntryId> walk(EntryFilter filter, Between between) {
    std::vector<EntryId> joined;
    do {
      for (const EntryId id : ids(filter)) joined.push_back(id);
      filter.after = next;
      if (next.id != 0) between(joined);
    } while (filter.after.id != 0);
    return joined;
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
  EntryPosition next;
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
  CHECK(walk(filter, [](const auto& /*joined*/) {}) == whole);
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
  CHECK(reader->list_entries(filter).entries.at(0).value_json.empty());
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

TEST_CASE_METHOD(ListFixture, "a walk goes on behind an entry that was written or read meanwhile",
                 "[store][list]") {
  EntryFilter filter;
  filter.sort = EntrySort::recall_count;
  filter.limit = 10;
  const std::vector<EntryId> whole = expected(filter);
  const bool read = GENERATE(false, true);
  CAPTURE(read);
  const char* change = read ? "UPDATE entries SET recall_count=recall_count+100 WHERE id="
                            : "UPDATE entries SET current=0 WHERE id=";
  const std::vector<EntryId> joined = walk(filter, [&](const std::vector<EntryId>& seen) {
    RawFile(dir / "amfs.db").execute(change + std::to_string(seen.back()));
  });
  CHECK(joined == whole);
}

TEST_CASE_METHOD(ListFixture, "what ran out and waits for the sweep ends no walk",
                 "[store][list]") {
  EntryFilter filter;
  filter.limit = 10;
  std::vector<EntryId> live = expected(filter);
  RawFile(dir / "amfs.db")
      .execute("UPDATE entries SET ttl_at=1 WHERE id=" + std::to_string(live[3]));
  live.erase(live.begin() + 3);
  CHECK(walk(filter, [](const auto& /*joined*/) {}) == live);
}

TEST_CASE_METHOD(StoreFixture, "a history is read in pages, between two times", "[store][list]") {
  constexpr int kVersions = 25;
  std::vector<host::UnixNs> written;
  for (int i = 1; i <= kVersions; ++i) {
    settle(settlement(fresh_event(), "k", std::to_string(i), clock.now_ns()));
    written.push_back(clock.now_ns());
    clock.advance(host::kNsPerMs);
  }
  HistoryFilter filter;
  filter.entity_path = "repos/acme/shop";
  filter.key = "k";
  filter.limit = 10;
  std::vector<std::int64_t> joined;
  do {
    const HistoryPage page = reader->history(filter);
    CHECK(page.versions.size() <= filter.limit);
    for (const Entry& entry : page.versions) joined.push_back(entry.version);
    filter.after = page.next;
  } while (filter.after != 0);
  CHECK(joined.size() == kVersions);
  CHECK(std::is_sorted(joined.begin(), joined.end()));
  filter.since = written[4];
  filter.until = written[6];
  const HistoryPage between = reader->history(filter);
  REQUIRE(between.versions.size() == 3);  // both ends count
  CHECK(between.versions.front().version == 5);
  CHECK(between.next == 0);
}

TEST_CASE_METHOD(StoreFixture, "a page of a history ends where its values are large",
                 "[store][list]") {
  const std::string large = '"' + std::string(std::size_t{1} << 20, 'x');
  for (int i = 0; i < 10; ++i) {
    settle(settlement(fresh_event(), "k", large + std::to_string(i) + '"', kNoon + i));
  }
  HistoryFilter filter;
  filter.entity_path = "repos/acme/shop";
  filter.key = "k";
  const HistoryPage first = reader->history(filter);
  CHECK(first.versions.size() == 8);
  filter.after = first.next;
  CHECK(reader->history(filter).versions.size() == 2);
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
