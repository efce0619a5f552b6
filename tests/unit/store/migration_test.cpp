// Files of older schemas are brought up to date and lose nothing.
#include "tests/unit/store/claim_fixture.hpp"
#include "tests/unit/store/old_schema.hpp"
#include "tests/unit/store/store_fixture.hpp"
#include "tests/unit/store/tally_check.hpp"

using namespace test;  // NOLINT(google-build-using-namespace)

namespace {

constexpr const char* kPragmas = "PRAGMA journal_mode=WAL; PRAGMA application_id=1095583315;";

// One settled event of github.
constexpr const char* kEvent = R"sql(
INSERT INTO endpoints VALUES(1, 1, 'github', 'default');
INSERT INTO events VALUES(1, 'evt_1', 1, 1, 'issues.opened', 'id-1', zeroblob(16), 1000, 0, 3, 5, 0,
                          1, 0, 2000, 0, '[]', 0, '');
)sql";

constexpr const char* kEntries = R"sql(
INSERT INTO entries VALUES
 (1, 1, 'repos/a', 'pr-1', 1, 0, '{"status":"open"}', 0.9, 0, 'webhook/github', 1, 1, '[]', '', 5, 5, 0, 0),
 (2, 1, 'repos/a', 'pr-1', 2, 1, '{"status":"merged"}', 0.9, 0, 'webhook/github', 1, 1, '[]', '', 6, 6, 0, 0),
 (3, 1, 'repos/a', 'note', 1, 1, '"x"', 0.5, 2, 'external/ci', 1, 1, '["ref:1"]', '', 7, 7, 0, 0),
 (4, 1, 'repos/b', 'push-evt_1', 1, 1, '{"event_type":"push"}', 0.3, 2, 'webhook/github', 1, 1, '[]', '', 8, 8, 0, 2);
)sql";

struct OldFile : StoreFixture {
  OldFile() {
    close();
    for (const char* end : {"", "-wal", "-shm"}) {
      std::filesystem::remove(dir / (std::string("amfs.db") + end));
    }
  }
  void make(const std::string& sql, int version) {
    const std::string body = "INSERT INTO event_bodies VALUES(1, 'application/json', '', '[]', x'" +
                             host::to_hex(pack_body(R"({"pushed":"gladly"})")) + "');";
    RawFile(dir / "amfs.db")
        .execute(std::string(kPragmas) + kSchema1 + sql + body +
                 "PRAGMA user_version=" + std::to_string(version));
  }
};

}  // namespace

// `count` rows from key number `first` on, as schema 2 holds them: event n claims key n of both
// endpoints until an hour after noon.
std::string claims_of_schema2(const std::string& table, std::size_t first, std::size_t count) {
  std::string sql;
  for (std::size_t n = first; n < first + count; ++n) {
    for (const char* endpoint : {"1", "2"}) {
      sql += (sql.empty() ? "INSERT INTO " + table + "(endpoint, key, seq, expires_at) VALUES("
                          : std::string(", (")) +
             endpoint + ", x'" + host::to_hex(key_text(n)) + "', " + std::to_string(n) + ", " +
             std::to_string(kNoon + 3600 * host::kNsPerSecond) + ")";
    }
  }
  return sql + ";";
}

TEST_CASE_METHOD(OldFile, "a store of schema 1 keeps its claims", "[store][migration]") {
  // The claims as the host takes them, from a current file.
  open();
  append(delivery("id-1", "X"));
  close();
  std::string claims;
  {
    RawFile current(dir / "amfs.db");
    for (const std::string& row :
         current.rows("SELECT '('||endpoint||', x'''||hex(key)||''', '||seq||', '||expires_at||')' "
                      "FROM recent_claims")) {
      claims += (claims.empty() ? "INSERT INTO claims VALUES" : ", ") + row;
    }
  }
  for (const char* end : {"", "-wal", "-shm"}) {
    std::filesystem::remove(dir / (std::string("amfs.db") + end));
  }
  REQUIRE_FALSE(claims.empty());
  make(kEvent + claims + ";", 1);
  open();
  CHECK(append(delivery("id-1", "X")).status == AppendStatus::duplicate);
  CHECK(append(delivery("id-2", "Y")).status == AppendStatus::accepted);
}

TEST_CASE_METHOD(OldFile, "the claims of schema 2 become one run", "[store][migration]") {
  constexpr std::size_t kClaims = 3000;
  constexpr std::size_t kRecent = 100;
  make(std::string(kSchema2) + kEvent + "INSERT INTO endpoints VALUES(2, 1, 'gitlab', 'default');" +
           claims_of_schema2("claims", 1, kClaims) +
           claims_of_schema2("recent_claims", kClaims + 1, kRecent),
       2);
  ClaimFile file(dir / "amfs.db", {});
  const auto& runs = file.claims->runs().all();
  REQUIRE(runs.size() == 1);
  CHECK(runs[0].claims == static_cast<std::int64_t>(2 * kClaims));
  CHECK(runs[0].filter != nullptr);
  CHECK(file.misplaced() == 0);
  CHECK(file.number("SELECT count(*) FROM sqlite_schema WHERE name='old_claims'") == 0);
  std::size_t lost = 0;
  for (std::size_t n = 1; n <= kClaims + kRecent; ++n) {
    for (const EndpointId of : {1, 2}) {
      const auto holder = file.claims->holder(of, key_text(n), kNoon);
      if (holder != static_cast<EventSeq>(n)) ++lost;
    }
  }
  CHECK(lost == 0);
  CHECK_FALSE(file.claims->holder(1, key_text(kClaims + kRecent + 1), kNoon));
  CHECK_FALSE(file.claims->holder(3, key_text(1), kNoon));
  file.idle(kNoon + 3600 * host::kNsPerSecond, 20);
  CHECK(file.rows("claims") == 0);
}

TEST_CASE_METHOD(OldFile, "a store of schema 2 is counted once", "[store][migration]") {
  make(std::string(kSchema2) + kEvent + kEntries, 2);
  open();
  const MemoryStats stats = reader->stats(kDefaultTenant);
  CHECK(stats.entries == 3);
  CHECK(stats.entities == 2);
  CHECK(stats.agents == 2);
  CHECK(stats.confidence_min == 0.3);
  CHECK(reader->overview().source(kDefaultTenant, "github")->event_types[0].first ==
        "issues.opened");
  const auto entity = reader->overview().entity(kDefaultTenant, "repos/a");
  REQUIRE(entity);
  CHECK(entity->last_agent == "external/ci");
  CHECK(entity->last_entry == 3);
  const auto marks = reader->overview().marks_of_entity(entity->number);
  REQUIRE(marks.size() == 1);
  CHECK(marks[0].mark == "pull_request:merged");
  const auto raw = reader->overview().entity(kDefaultTenant, "repos/b");
  CHECK(reader->overview().marks_of_entity(raw->number).at(0).mark == "raw");
  EntryFilter filter;
  filter.include_superseded = true;
  const EntryPage page = reader->list_entries(filter);
  CHECK(page.entries.size() == 4);
  CHECK(page.total == 4);
  settle(settlement(fresh_event(), "pr-9", R"({"status":"open"})", kNoon));
  close();
  check_tally(dir / "amfs.db");
}
