#include "host/store/sqlite/file/schema.hpp"

#include <fmt/format.h>

#include <vector>

#include "host/store/sqlite/file/schema_v3.hpp"

namespace host::store::sqlite {
namespace {

// Version 1. Times are nanoseconds since 1970, 0 = none; enums as in records.hpp.
//
// An event is three rows: `events` is narrow, so that settling rewrites few pages; the body lies in
// `event_bodies`, written once; `claims` is what a redelivery runs into. `events_open` is small: an
// event leaves it when it is settled. A key's versions stand together in `entries_key`, current one
// apart, so that both "current" and "highest version" are one look-up.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE tenants(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO tenants VALUES(1, 'default');

CREATE TABLE endpoints(
  id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, connector TEXT NOT NULL, name TEXT NOT NULL,
  UNIQUE(tenant, connector, name)) STRICT;

CREATE TABLE events(
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL, tenant INTEGER NOT NULL, endpoint INTEGER NOT NULL,
  event_type TEXT NOT NULL, delivery_id TEXT NOT NULL, body_digest BLOB NOT NULL,
  received_at INTEGER NOT NULL, occurred_at INTEGER NOT NULL,
  state INTEGER NOT NULL, outcome INTEGER NOT NULL, flags INTEGER NOT NULL,
  attempts INTEGER NOT NULL, next_attempt_at INTEGER NOT NULL, settled_at INTEGER NOT NULL,
  duplicates INTEGER NOT NULL, duplicate_log TEXT NOT NULL, revived_at INTEGER NOT NULL,
  error TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX events_id ON events(id);
CREATE INDEX events_open ON events(endpoint, seq) WHERE state < 3;
CREATE INDEX events_dead ON events(seq) WHERE state = 4;

CREATE TABLE event_bodies(
  seq INTEGER PRIMARY KEY, content_type TEXT NOT NULL, query TEXT NOT NULL,
  headers TEXT NOT NULL, body BLOB NOT NULL) STRICT;

CREATE TABLE claims(
  endpoint INTEGER NOT NULL, key BLOB NOT NULL, seq INTEGER NOT NULL, expires_at INTEGER NOT NULL,
  PRIMARY KEY(endpoint, key)) STRICT, WITHOUT ROWID;
CREATE INDEX claims_expiry ON claims(expires_at);

CREATE TABLE entries(
  id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, entity_path TEXT NOT NULL, key TEXT NOT NULL,
  version INTEGER NOT NULL, current INTEGER NOT NULL, value TEXT NOT NULL,
  confidence REAL NOT NULL, memory_type INTEGER NOT NULL, agent_id TEXT NOT NULL,
  endpoint INTEGER NOT NULL, event_seq INTEGER NOT NULL, pattern_refs TEXT NOT NULL,
  summary TEXT NOT NULL, occurred_at INTEGER NOT NULL, written_at INTEGER NOT NULL,
  ttl_at INTEGER NOT NULL, flags INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX entries_key ON entries(tenant, entity_path, key, current, version);
CREATE INDEX entries_event ON entries(event_seq);

CREATE TABLE entry_refs(
  tenant INTEGER NOT NULL, ref TEXT NOT NULL, entry INTEGER NOT NULL,
  PRIMARY KEY(tenant, ref, entry)) STRICT, WITHOUT ROWID;

CREATE TABLE contexts(
  id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, endpoint INTEGER NOT NULL, agent_id TEXT NOT NULL,
  label TEXT NOT NULL, summary TEXT NOT NULL, source TEXT NOT NULL,
  about_path TEXT NOT NULL, about_key TEXT NOT NULL, event_seq INTEGER NOT NULL,
  occurred_at INTEGER NOT NULL, recorded_at INTEGER NOT NULL) STRICT;
CREATE INDEX contexts_event ON contexts(event_seq);

CREATE TABLE counters(
  tenant INTEGER NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL,
  PRIMARY KEY(tenant, name)) STRICT, WITHOUT ROWID;

-- Only current entries; rowid = entries.id. Contentless: the text lives in entries.value.
CREATE VIRTUAL TABLE entry_text USING fts5(
  scope, path, name, body, content='', tokenize='unicode61 remove_diacritics 2');
)sql";

// Version 2: new claims are appended here first (claim_table.hpp); their expiry needs no index. The
// search index no longer merges by itself: the writer does it in small steps (MemoryWriter).
constexpr const char* kVersion2 = R"sql(
CREATE TABLE recent_claims(
  row INTEGER PRIMARY KEY, endpoint INTEGER NOT NULL, key BLOB NOT NULL, seq INTEGER NOT NULL,
  expires_at INTEGER NOT NULL) STRICT;
DROP INDEX claims_expiry;
INSERT INTO entry_text(entry_text, rank) VALUES('automerge', 0);
INSERT INTO entry_text(entry_text, rank) VALUES('crisismerge', 256);
)sql";

struct Migration {
  std::vector<const char*> sql;                // in order
  void (*fill)(Database& database) = nullptr;  // what SQL alone cannot compute
};

const Migration kMigrations[kSchemaVersion] = {
    {{kVersion1}}, {{kVersion2}}, {version3_sql(), fill_version3}};

}  // namespace

void migrate(Database& database) {
  const auto version = database.query_integer("PRAGMA user_version");
  const auto application = database.query_integer("PRAGMA application_id");
  if (version == kSchemaVersion && application == kApplicationId) return;
  const bool empty = database.query_integer("SELECT count(*) FROM sqlite_schema") == 0;
  if (!empty && application != kApplicationId) {
    throw DatabaseError(SQLITE_NOTADB,
                        "the file is a database of another program; choose another data directory");
  }
  if (version > kSchemaVersion) {
    throw DatabaseError(
        SQLITE_ERROR,
        fmt::format("the store has schema {}, this amfs knows up to {}; run the newer amfs",
                    version, kSchemaVersion));
  }
  transact(database, [&] {
    for (auto next = static_cast<int>(version); next < kSchemaVersion; ++next) {
      for (const char* sql : kMigrations[next].sql) database.execute(sql);
      if (kMigrations[next].fill != nullptr) kMigrations[next].fill(database);
    }
    database.execute(fmt::format("PRAGMA application_id={};", kApplicationId).c_str());
    database.execute(fmt::format("PRAGMA user_version={};", kSchemaVersion).c_str());
  });
}

}  // namespace host::store::sqlite
