#include "host/store/sqlite/file/fill_hashes.hpp"

#include <string>

#include "host/base/clock.hpp"
#include "host/store/content_hash.hpp"
#include "host/store/sqlite/memory/entry_rows.hpp"

namespace host::store::sqlite {

void fill_hashes(Database& database) {
  const SystemClock clock;
  EntryRows rows(database, clock);
  Statement versions(database,
                     "SELECT id, version, flags, value, event_seq FROM entries "
                     "ORDER BY tenant, entity_path, key, version");
  Statement fill(database, "UPDATE entries SET content_hash=?2, integrity_chain=?3 WHERE id=?1");
  std::string chain;
  while (versions.step()) {
    const std::int64_t version = versions.integer(1);
    const bool raw = (versions.integer(2) & kEntryRaw) != 0;
    std::string value = versions.text(3);
    if (raw) rows.complete_raw(value, versions.integer(4));
    const std::string hash = content_hash(value);
    chain = integrity_chain(hash, version == 1 ? std::string() : chain);
    if (raw && version == 1) continue;  // as the writer keeps them
    fill.bind(versions.integer(0), Statement::blob(hash), Statement::blob(chain)).run();
  }
}

}  // namespace host::store::sqlite
