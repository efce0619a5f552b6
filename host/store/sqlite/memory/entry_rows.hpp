// EntryRows: makes Entries of rows, complete: a raw entry's payload is the body of its event, which
// the inbox holds already and the entry's row does not repeat.
//
// Thread rule: that of its connection.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/store/records.hpp"
#include "host/store/sqlite/file/database.hpp"
#include "host/store/sqlite/memory/entry_columns.hpp"

namespace host::store::sqlite {

class EntryRows {
 public:
  EntryRows(Database& database, const Clock& clock);

  // A row of AMFS_ENTRY_COLUMNS. An entry that has run out is not current.
  Entry read(const Statement& row);
  std::vector<Entry> read_all(Statement& rows);  // to the end, then resets
  std::optional<Entry> by_id(EntryId id);

  std::optional<EventBody> body(EventSeq seq);
  // Adds `payload` (and `truncated`) to the value of a raw entry.
  void complete_raw(std::string& value_json, EventSeq seq);

 private:
  const Clock& clock_;
  Statement body_, by_id_;
};

}  // namespace host::store::sqlite
