// Claims against a plain map: same answers, whatever moves, merges, expires, is rolled back or
// starts again in between.
#include <algorithm>
#include <filesystem>

#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/store/claim_fixture.hpp"

using namespace test;                 // NOLINT(google-build-using-namespace)
using namespace host::store::sqlite;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::size_t kKeys = 1500;  // few enough to be taken again
constexpr EndpointId kEndpoints = 2;

// Random groups of takes; what is committed is in the model.
class Senders {
 public:
  explicit Senders(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t end) { return random_() % end; }

  // One group: takes free keys for up to `window_max`, then commits or rolls back.
  void group(ClaimFile& file, ClaimModel& model, bool keep, std::size_t window_max) {
    ClaimModel next = model;
    file.begin();
    for (std::size_t takes = below(12); takes > 0; --takes) {
      const auto endpoint = static_cast<EndpointId>(1 + below(kEndpoints));
      const std::string key = key_text(below(kKeys));
      if (file.claims->holder(endpoint, key, now)) continue;
      const UnixNs end = now + 200 + static_cast<UnixNs>(below(window_max));
      file.claims->take(endpoint, key, ++seq_, end);
      next.take(endpoint, key, seq_, end);
    }
    if (keep) {
      file.commit(now);
      model = std::move(next);
    } else {
      file.roll_back(now);
    }
  }

  UnixNs now = 1000;

 private:
  std::mt19937 random_;
  EventSeq seq_ = 0;
};

bool same(ClaimFile& file, const ClaimModel& model, std::size_t number, UnixNs now) {
  const std::string key = key_text(number);
  for (EndpointId endpoint = 1; endpoint <= kEndpoints; ++endpoint) {
    const auto got = file.claims->holder(endpoint, key, now);
    const auto want = model.holder(endpoint, key, now);
    if (got != want) {
      UNSCOPED_INFO("key " << number << " endpoint " << endpoint << ": event " << got.value_or(0)
                           << " instead of " << want.value_or(0));
      return false;
    }
  }
  return true;
}

// The first key that differs, else kKeys.
std::size_t differs(ClaimFile& file, const ClaimModel& model, UnixNs now) {
  std::size_t number = 0;
  while (number < kKeys && same(file, model, number, now)) ++number;
  return number;
}

// What a process that is killed now leaves.
void copy_store(const std::string& from, const std::string& to) {
  for (const char* end : {"", "-wal"}) {
    std::filesystem::copy_file(from + end, to + end,
                               std::filesystem::copy_options::overwrite_existing);
  }
  std::filesystem::remove(to + "-shm");
}

}  // namespace

TEST_CASE("claims answer like a plain map through moves, merges, rollbacks and restarts",
          "[store][claims]") {
  const test::TempDir dir;
  const std::string path = dir / "claims.db";
  const auto seed = GENERATE(1U, 2U, 3U);
  // The last one has no memory for filters: merged runs are looked up in the tree, and merge again.
  const std::size_t filter_bytes = GENERATE(std::size_t{1} << 20, std::size_t{0});
  const ClaimLimits limits{kSmallLimits.recent, kSmallLimits.merged_runs, filter_bytes};
  Senders senders(seed);
  auto file = std::make_unique<ClaimFile>(path, limits);
  ClaimModel model;
  std::int64_t top_level = 0;
  std::size_t most_runs = 0;
  for (int group = 0; group < 2000; ++group) {
    senders.now += static_cast<UnixNs>(senders.below(20));
    senders.group(*file, model, senders.below(8) != 0, 8000);
    if (senders.below(40) == 0) {
      file.reset();
      file = std::make_unique<ClaimFile>(path, limits);
    }
    for (int look = 0; look < 20; ++look) {
      REQUIRE(same(*file, model, senders.below(kKeys), senders.now));
    }
    if (group % 100 == 0) REQUIRE(differs(*file, model, senders.now) == kKeys);
    most_runs = std::max(most_runs, file->claims->runs().all().size());
    top_level = std::max(top_level, file->number("SELECT max(level) FROM claim_runs"));
  }
  CHECK(top_level == (filter_bytes == 0 ? kTopLevel : 1));
  CHECK(most_runs < 20);
  file->idle(senders.now, 20);
  CHECK(file->misplaced() == 0);
  file->idle(senders.now + 10000, 40);  // now all have expired
  CHECK(file->rows("claims") == 0);
  CHECK(file->rows("claim_filters") == 0);
  CHECK(file->rows("claim_runs") == 0);
}

TEST_CASE("wherever a process is killed, its claims go on", "[store][claims]") {
  const test::TempDir dir;
  const std::string path = dir / "claims.db";
  const std::string left = dir / "left.db";
  Senders senders(7);
  ClaimFile file(path);
  ClaimModel model;
  int kills_in_moves = 0;
  int kills_in_remains = 0;
  for (int group = 0; group < 250; ++group) {
    senders.now += 10;
    senders.group(file, model, false, 3000);  // rolled back at every point as well
    senders.group(file, model, true, 3000);
    copy_store(path, left);
    Senders others(static_cast<unsigned>(group));
    others.now = senders.now;
    ClaimFile copy(left);
    ClaimModel copied = model;
    const std::int64_t misplaced = copy.misplaced();
    kills_in_remains += misplaced > 0 ? 1 : 0;
    kills_in_moves += copy.rows("recent_claims") > 64 ? 1 : 0;
    REQUIRE(differs(copy, copied, others.now) == kKeys);
    for (int more = 0; more < 12; ++more) {
      others.now += 10;
      others.group(copy, copied, true, 3000);
    }
    REQUIRE(differs(copy, copied, others.now) == kKeys);
    copy.idle(others.now, 12);
    REQUIRE(copy.misplaced() == 0);
    REQUIRE(differs(copy, copied, others.now) == kKeys);
  }
  CHECK(kills_in_moves > 20);
  CHECK(kills_in_remains > 20);
}

TEST_CASE("recent claims and runs stay bounded, expired claims leave", "[store][claims]") {
  const test::TempDir dir;
  ClaimFile file(dir / "claims.db");
  constexpr UnixNs kExpiry = 1000;
  for (std::size_t i = 0; i < 20000; ++i) {
    if (i % 4 == 0) file.begin();
    file.claims->take(1, key_text(i), static_cast<EventSeq>(i + 1), kExpiry);
    if (i % 4 == 3) file.commit(1);
    REQUIRE(file.claims->runs().all().size() <= 20000 / (64 * 3) + 5);
  }
  CHECK(file.rows("recent_claims") <= std::int64_t{2 * 64});
  CHECK(file.number("SELECT count(*) FROM claim_runs WHERE level=0") <= 5);
  CHECK(file.rows("claims") + file.rows("recent_claims") >= 20000);
  file.idle(1, 300);
  CHECK(file.misplaced() == 0);
  file.idle(kExpiry, 300);  // nothing is taken: the slices of an idle store
  CHECK(file.rows("claims") == 0);
  CHECK(file.rows("claim_filters") == 0);
}

TEST_CASE("half-written runs and broken filters are not trusted", "[store][claims]") {
  const test::TempDir dir;
  const std::string path = dir / "claims.db";
  {
    ClaimFile file(path);
    file.begin();
    for (std::size_t i = 0; i < 64; ++i) {
      file.claims->take(1, key_text(i), static_cast<EventSeq>(i + 1), 1000);
    }
    file.commit(1);
    file.idle(1, 2);
    REQUIRE(file.rows("claim_runs") == 1);
    REQUIRE(file.rows("recent_claims") == 0);
  }
  {
    Database raw(path, Database::Mode::read_write);
    raw.execute(
        "INSERT INTO claims SELECT run+1, key, endpoint, 999, 2000 FROM claims; "
        "INSERT INTO claim_filters SELECT run+1, part, bits FROM claim_filters; "
        "UPDATE claim_filters SET bits=substr(bits, 1, 64)");
  }
  ClaimFile file(path);
  REQUIRE(file.claims->runs().all().size() == 1);
  CHECK(file.claims->runs().all()[0].filter == nullptr);
  for (std::size_t i = 0; i < 64; ++i) {
    CHECK(file.claims->holder(1, key_text(i), 1) == static_cast<EventSeq>(i + 1));
  }
  file.idle(1, 3);
  CHECK(file.misplaced() == 0);
  CHECK(file.claims->holder(1, key_text(0), 1) == 1);
}
