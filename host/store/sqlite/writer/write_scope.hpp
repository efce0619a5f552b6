// WriteScope: what an operation may use while the writer's transaction is open. Writer's thread.
#pragma once

#include "host/base/clock.hpp"

namespace host::store {
struct StoreStats;
}

namespace host::store::sqlite {

class Database;
class InboxWriter;
class MemoryWriter;
class Counters;

struct WriteScope {
  Database& database;
  InboxWriter& inbox;
  MemoryWriter& memory;
  Counters& counters;
  UnixNs now;
  StoreStats& stats;
};

}  // namespace host::store::sqlite
