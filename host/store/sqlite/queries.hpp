// Statements that the writer and the readers must answer alike.
#pragma once

#include "host/store/sqlite/file/now_function.hpp"

namespace host::store::sqlite {

// The event whose results made this version (alias `row`, with its dot); 0 when an outcome did,
// although the version keeps its event (kEntryOutcome).
#define AMFS_ORIGIN(row) "iif((" row "flags & 4)!=0, 0, " row "event_seq)"

// The current entry with a pattern ref. Refs are meant to be unique; of several the one unchanged
// for longest answers, so that concurrent readers agree.
inline constexpr const char* kFindReferenceIdSql =
    "SELECT e.id, " AMFS_ORIGIN("e.") " FROM entry_refs r JOIN entries e ON e.id=r.entry "
    "WHERE r.tenant=?1 AND r.ref=?2 AND e.current=1 AND " AMFS_LIVE("e.")
    " ORDER BY e.id LIMIT 1";

inline constexpr const char* kListCurrentIdsSql =
    "SELECT id FROM entries WHERE tenant=?1 AND entity_path=?2 AND current=1 AND " AMFS_LIVE(
        "") " ORDER BY key LIMIT ?3";

}  // namespace host::store::sqlite
