// Statements that the writer and the readers must answer alike.
#pragma once

namespace host::store::sqlite {

// The current entry with a pattern ref. Refs are meant to be unique; of several the one unchanged
// for longest answers, so that concurrent readers agree.
inline constexpr const char* kFindReferenceIdSql =
    "SELECT e.id, e.event_seq FROM entry_refs r JOIN entries e ON e.id=r.entry "
    "WHERE r.tenant=?1 AND r.ref=?2 AND e.current=1 ORDER BY e.id LIMIT 1";

inline constexpr const char* kListCurrentIdsSql =
    "SELECT id FROM entries WHERE tenant=?1 AND entity_path=?2 AND current=1 ORDER BY key LIMIT ?3";

}  // namespace host::store::sqlite
