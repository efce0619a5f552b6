// amfs_now() in SQL: the host's clock in nanoseconds, so that statements can leave out what has run
// out without every caller binding the time.
#pragma once

#include "host/base/clock.hpp"
#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

// Before a statement that uses it is prepared; `clock` must outlive the connection.
Database& with_clock(Database& database, const Clock& clock);

// Of a row of `entries` (alias `row`, with its dot) that is current: it has not run out.
#define AMFS_LIVE(row) "(" row "ttl_at=0 OR " row "ttl_at>amfs_now())"

}  // namespace host::store::sqlite
