// KeyWrites over SQLite: each call becomes a task of the writer.
#pragma once

#include "host/store/keys.hpp"
#include "host/store/sqlite/writer.hpp"

namespace host::store::sqlite {

class SqliteKeyWrites final : public KeyWrites {
 public:
  explicit SqliteKeyWrites(Writer& writer) : writer_(writer) {}

 private:
  [[maybe_unused]] Writer& writer_;
};

}  // namespace host::store::sqlite
