// The store's schemas as released: what files in the field hold. Never changed.
#pragma once

namespace test {

inline constexpr const char* kSchema1 = R"sql(
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

inline constexpr const char* kSchema2 = R"sql(
CREATE TABLE recent_claims(
  row INTEGER PRIMARY KEY, endpoint INTEGER NOT NULL, key BLOB NOT NULL, seq INTEGER NOT NULL,
  expires_at INTEGER NOT NULL) STRICT;
DROP INDEX claims_expiry;
INSERT INTO entry_text(entry_text, rank) VALUES('automerge', 0);
INSERT INTO entry_text(entry_text, rank) VALUES('crisismerge', 256);
)sql";

}  // namespace test
