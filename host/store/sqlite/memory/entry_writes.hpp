// EntryWrites over SQLite: each write becomes a task of the writer.
#pragma once

#include "host/store/entries.hpp"
#include "host/store/sqlite/writer/writer.hpp"

namespace host::store::sqlite {

class SqliteEntryWrites final : public EntryWrites {
 public:
  explicit SqliteEntryWrites(Writer& writer) : writer_(writer) {}

  void write(EntryWrite request, UniqueFunction<void(Result<Entry>)> done) override;
  std::int64_t recalled(const Entry& entry) override { return writer_.recalls().add(entry.id); }

 private:
  Writer& writer_;
};

}  // namespace host::store::sqlite
