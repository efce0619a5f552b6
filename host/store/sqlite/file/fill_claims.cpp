#include "host/store/sqlite/file/fill_claims.hpp"

#include <string>

#include "host/store/sqlite/inbox/claim_merge.hpp"
#include "host/store/sqlite/inbox/claim_run_writer.hpp"

namespace host::store::sqlite {
namespace {

constexpr int kFirstBytes = 256;

// One slice of the keys of all endpoints: the tree is in another order, and sorting it whole would
// need the memory for it.
constexpr const char* kSlice =
    "SELECT key, endpoint, seq, expires_at FROM old_claims "
    "WHERE endpoint IN (SELECT id FROM endpoints) AND key>=?1 AND key<?2 AND length(key)=?3 "
    "ORDER BY key, endpoint";

std::string slice_begin(int first_byte) {
  if (first_byte == kFirstBytes) return std::string(kClaimKeySize + 1, '\xFF');  // behind all keys
  return std::string(1, static_cast<char>(first_byte));
}

}  // namespace

// Of the top level: it is not merged with small runs, and leaves whole.
void fill_claims(Database& database) {
  const std::int64_t claims = database.query_integer("SELECT count(*) FROM old_claims");
  const auto count = static_cast<std::size_t>(claims);
  ClaimRuns runs(database);
  ClaimRunWriter writer(database);
  writer.begin(runs.new_number(), kTopLevel, count, runs.may_filter(kTopLevel, count));
  {
    Statement slice(database, kSlice);
    for (int first = 0; first < kFirstBytes; ++first) {
      const std::string begin = slice_begin(first);
      const std::string end = slice_begin(first + 1);
      slice.bind(Statement::blob(begin), Statement::blob(end),
                 static_cast<std::int64_t>(kClaimKeySize));
      while (slice.step()) {
        writer.put(claim_key(slice.view(0), slice.integer(1)),
                   {slice.integer(2), slice.integer(3)});
      }
    }
  }
  if (auto run = writer.finish()) runs.add(std::move(*run));
  database.execute("DROP TABLE old_claims;");
}

}  // namespace host::store::sqlite
