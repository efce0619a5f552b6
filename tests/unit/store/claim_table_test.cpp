// The two levels of claims against a plain map: same answers, whatever moves, expires, is rolled
// back or starts again in between.
#include "host/store/sqlite/inbox/claim_table.hpp"

#include <map>
#include <memory>
#include <random>

#include "host/store/sqlite/file/schema.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

using namespace host::store;          // NOLINT(google-build-using-namespace)
using namespace host::store::sqlite;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::size_t kRecent = 64;
constexpr std::size_t kKeys = 600;  // few enough to be taken again

struct Held {
  EventSeq seq;
  host::UnixNs expires_at;
};
using Model = std::map<std::pair<EndpointId, std::string>, Held>;

std::string key_text(std::size_t number) {
  std::mt19937_64 scatter(number);
  std::string key;
  while (key.size() < kClaimKeySize) key += static_cast<char>(scatter() & 0xFFU);
  return key;
}

class Table {
 public:
  explicit Table(const std::string& file) : database_(file, Database::Mode::read_write) {
    migrate(database_);
    claims = std::make_unique<ClaimTable>(database_, kRecent);
  }
  void begin() { database_.execute("BEGIN IMMEDIATE"); }
  void commit(host::UnixNs now) {
    claims->tidy(now);
    database_.execute("COMMIT");
    claims->committed();
  }
  void roll_back(host::UnixNs now) {
    claims->tidy(now);
    database_.execute("ROLLBACK");
    claims->forget();
  }
  std::int64_t rows(const std::string& table) {
    return database_.query_integer(("SELECT count(*) FROM " + table).c_str());
  }

 private:
  Database database_;

 public:
  std::unique_ptr<ClaimTable> claims;
};

std::optional<EventSeq> expected(const Model& model, EndpointId endpoint, const std::string& key,
                                 host::UnixNs now) {
  const auto found = model.find({endpoint, key});
  if (found == model.end() || found->second.expires_at <= now) return std::nullopt;
  return found->second.seq;
}

}  // namespace

TEST_CASE("claims answer like a plain map through moves, rollbacks and restarts",
          "[store][claims]") {
  const test::TempDir dir;
  const std::string file = dir.path() + "/claims.db";
  const auto seed = GENERATE(1U, 2U, 3U);
  std::mt19937 random(seed);
  const auto below = [&random](std::size_t end) { return random() % end; };
  auto table = std::make_unique<Table>(file);
  Model model;
  host::UnixNs now = 1000;
  EventSeq seq = 0;
  std::size_t most_in_tree = 0;
  for (int group = 0; group < 400; ++group) {
    now += static_cast<host::UnixNs>(below(20));
    Model next = model;
    table->begin();
    for (std::size_t takes = below(12); takes > 0; --takes) {
      const auto endpoint = static_cast<EndpointId>(1 + below(2));
      const std::string key = key_text(below(kKeys));
      if (table->claims->holder(endpoint, key, now)) continue;
      const Held held{++seq, now + 200 + static_cast<host::UnixNs>(below(4000))};
      table->claims->take(endpoint, key, held.seq, held.expires_at);
      next[{endpoint, key}] = held;
    }
    if (below(8) == 0) {
      table->roll_back(now);
    } else {
      table->commit(now);
      model = std::move(next);
    }
    if (below(40) == 0) table = std::make_unique<Table>(file);
    most_in_tree = std::max(most_in_tree, static_cast<std::size_t>(table->rows("claims")));
    for (int look = 0; look < 20; ++look) {
      const auto endpoint = static_cast<EndpointId>(1 + below(2));
      const std::string key = key_text(below(kKeys));
      REQUIRE(table->claims->holder(endpoint, key, now) == expected(model, endpoint, key, now));
    }
  }
  CHECK(most_in_tree > kRecent);  // several moves took place
}

TEST_CASE("recent claims stay bounded and expired ones leave the tree", "[store][claims]") {
  const test::TempDir dir;
  Table table(dir.path() + "/claims.db");
  constexpr host::UnixNs kExpiry = 1000;
  for (std::size_t i = 0; i < 5000; ++i) {
    table.begin();
    table.claims->take(1, key_text(i), static_cast<EventSeq>(i + 1), kExpiry);
    table.commit(1);
    REQUIRE(table.rows("recent_claims") <= static_cast<std::int64_t>(2 * kRecent));
  }
  CHECK(table.rows("claims") + table.rows("recent_claims") >= 5000);
  for (int i = 0; i < 4; ++i) {  // nothing is taken: the slices of an idle store
    table.begin();
    table.commit(kExpiry);
  }
  CHECK(table.rows("claims") == 0);
}
