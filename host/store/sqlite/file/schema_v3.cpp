#include "host/store/sqlite/file/schema_v3.hpp"

#include "host/store/sqlite/file/fill_claims.hpp"
#include "host/store/sqlite/file/fill_hashes.hpp"
#include "host/store/sqlite/file/fill_tally.hpp"
#include "host/store/sqlite/search/search_index.hpp"

namespace host::store::sqlite {
namespace {

// An entry's entity and agent by number: narrow rows in the indexes that lists walk. `mark` is the
// value's kind and status (mark.hpp). The other tables are what the writer counts (tally.hpp), so
// that lists, statistics and digests never do: all numbers are of current entries, confidences are
// in billionths so that sums are exact. What is counted of one entity lies on two pages: its row,
// and its neighbours in entity_counts (kind 0: item is an agent's number; kind 1: a mark).
// memory_counts is per tenant (kind 0: memory type, 1: confidence, 2: day since 1970).
constexpr const char* kOverview = R"sql(
CREATE TABLE entities(
  id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, entity_path TEXT NOT NULL,
  entries INTEGER NOT NULL, versions INTEGER NOT NULL, linked INTEGER NOT NULL,
  confidence_sum INTEGER NOT NULL, last_entry INTEGER NOT NULL,
  first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, last_agent INTEGER NOT NULL,
  recalls INTEGER NOT NULL DEFAULT 0, tokens_saved INTEGER NOT NULL DEFAULT 0,
  UNIQUE(tenant, entity_path)) STRICT;
CREATE INDEX entities_largest ON entities(tenant, entries) WHERE entries>=100;
CREATE TABLE agents(
  id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, agent_id TEXT NOT NULL,
  entries INTEGER NOT NULL, entities INTEGER NOT NULL,
  first_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
  UNIQUE(tenant, agent_id)) STRICT;
CREATE INDEX agents_busiest ON agents(tenant, entries);
CREATE TABLE entity_counts(
  entity INTEGER NOT NULL, kind INTEGER NOT NULL, item ANY NOT NULL,
  entries INTEGER NOT NULL, reached INTEGER NOT NULL,
  PRIMARY KEY(entity, kind, item)) STRICT, WITHOUT ROWID;
CREATE TABLE agent_marks(
  agent INTEGER NOT NULL, mark TEXT NOT NULL,
  entries INTEGER NOT NULL, reached INTEGER NOT NULL,
  PRIMARY KEY(agent, mark)) STRICT, WITHOUT ROWID;
CREATE TABLE memory_counts(
  tenant INTEGER NOT NULL, kind INTEGER NOT NULL, item INTEGER NOT NULL, entries INTEGER NOT NULL,
  PRIMARY KEY(tenant, kind, item)) STRICT, WITHOUT ROWID;
CREATE TABLE event_types(
  endpoint INTEGER NOT NULL, event_type TEXT NOT NULL,
  events INTEGER NOT NULL, last_at INTEGER NOT NULL,
  PRIMARY KEY(endpoint, event_type)) STRICT, WITHOUT ROWID;

ALTER TABLE entries ADD COLUMN entity INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN agent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN mark TEXT NOT NULL DEFAULT '';
CREATE INDEX entries_recent ON entries(tenant, current, id, entity);
CREATE INDEX entries_of_entity ON entries(entity, current, id);
CREATE INDEX entries_of_agent ON entries(agent, id);
)sql";

// What AMFS keeps with an entry beside its value. Hashes are raw bytes; the first version of a raw
// entry has none, its value is not in its row. Few entries end by themselves or were read by key:
// these indexes hold only those.
constexpr const char* kEntries = R"sql(
ALTER TABLE entries ADD COLUMN content_hash BLOB NOT NULL DEFAULT x'';
ALTER TABLE entries ADD COLUMN integrity_chain BLOB NOT NULL DEFAULT x'';
ALTER TABLE entries ADD COLUMN session_id TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN shared INTEGER NOT NULL DEFAULT 1;
ALTER TABLE entries ADD COLUMN recall_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN outcome_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN success_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN failure_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN prior_confidence REAL;
ALTER TABLE entries ADD COLUMN last_outcome TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN last_outcome_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX entries_ttl ON entries(ttl_at) WHERE current=1 AND ttl_at>0;
CREATE INDEX entries_recalled ON entries(tenant, recall_count, id)
  WHERE current=1 AND recall_count>0;
CREATE INDEX entries_recalled_of_entity ON entries(entity, recall_count, id)
  WHERE current=1 AND recall_count>0;
)sql";

// An outcome names the entries that led to it; outcome_paths finds it by their paths.
constexpr const char* kOutcomes = R"sql(
CREATE TABLE outcomes(
  id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, outcome_ref TEXT NOT NULL,
  outcome_type TEXT NOT NULL, causal_confidence REAL NOT NULL, agent_id TEXT NOT NULL,
  entry_keys TEXT NOT NULL, affected INTEGER NOT NULL, task_input TEXT NOT NULL,
  response_text TEXT NOT NULL, tool_calls TEXT NOT NULL, committed_at INTEGER NOT NULL) STRICT;
CREATE INDEX outcomes_of_tenant ON outcomes(tenant, id);
CREATE INDEX outcomes_of_agent ON outcomes(tenant, agent_id);
CREATE TABLE outcome_paths(
  tenant INTEGER NOT NULL, entity_path TEXT NOT NULL, outcome INTEGER NOT NULL,
  PRIMARY KEY(tenant, entity_path, outcome)) STRICT, WITHOUT ROWID;
)sql";

constexpr const char* kContexts = R"sql(
CREATE INDEX contexts_of_tenant ON contexts(tenant, id);
CREATE INDEX contexts_about ON contexts(tenant, about_path, id);
)sql";

// One tenant's events, and one connector's among a million of others, newest first.
constexpr const char* kEvents = R"sql(
CREATE INDEX events_of_tenant ON events(tenant, seq);
CREATE INDEX events_of_endpoint ON events(endpoint, seq);
DROP INDEX events_dead;
CREATE INDEX events_dead ON events(tenant, seq) WHERE state = 4;
)sql";

// Sixteen segments of a level merge at a time, not four: each word is rewritten half as often.
constexpr const char* kSearch = R"sql(
INSERT INTO entry_text(entry_text, rank) VALUES('usermerge', 16);
)sql";

// API keys: only the SHA-256 of a key is here. `number` counts a tenant's audit rows, so that the
// oldest are found without counting.
constexpr const char* kKeys = R"sql(
CREATE TABLE api_keys(
  row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant INTEGER NOT NULL, name TEXT NOT NULL,
  key_type TEXT NOT NULL, prefix TEXT NOT NULL, digest BLOB NOT NULL UNIQUE,
  scopes INTEGER NOT NULL, rate_limit_rpm INTEGER NOT NULL,
  created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, revoked_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL) STRICT;
CREATE INDEX api_keys_of_tenant ON api_keys(tenant, row);
CREATE INDEX api_keys_live ON api_keys(tenant) WHERE revoked_at=0;
CREATE TABLE audit(
  id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL,
  actor_type TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, resource TEXT NOT NULL,
  detail TEXT NOT NULL, address TEXT NOT NULL, UNIQUE(tenant, number)) STRICT;
CREATE INDEX audit_of_tenant ON audit(tenant, id);
CREATE INDEX audit_of_action ON audit(action, id);
)sql";

// The token's SHA-256 and the sealed secrets are there only for endpoints made through the API, as
// is the public id. A name is free again once its endpoint is revoked: that is why the table is
// made anew.
constexpr const char* kEndpoints = R"sql(
CREATE TABLE tenant_endpoints(
  id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, connector TEXT NOT NULL, name TEXT NOT NULL,
  public_id TEXT, token_digest BLOB, secret BLOB NOT NULL DEFAULT x'',
  secret_previous BLOB NOT NULL DEFAULT x'', entity_prefix TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL DEFAULT 0, revoked_at INTEGER NOT NULL DEFAULT 0,
  last_used_at INTEGER NOT NULL DEFAULT 0,
  UNIQUE(tenant, connector, name, revoked_at)) STRICT;
INSERT INTO tenant_endpoints(id, tenant, connector, name)
  SELECT id, tenant, connector, name FROM endpoints;
DROP TABLE endpoints;
ALTER TABLE tenant_endpoints RENAME TO endpoints;
CREATE UNIQUE INDEX endpoints_public ON endpoints(public_id) WHERE public_id IS NOT NULL;
CREATE UNIQUE INDEX endpoints_token ON endpoints(token_digest) WHERE token_digest IS NOT NULL;
CREATE INDEX endpoints_connector ON endpoints(connector) WHERE public_id IS NOT NULL;
)sql";

// Claims in runs, their directory, and the runs' filters in parts (claim_runs.hpp).
constexpr const char* kClaims = R"sql(
ALTER TABLE claims RENAME TO old_claims;
CREATE TABLE claims(
  run INTEGER NOT NULL, key BLOB NOT NULL, endpoint INTEGER NOT NULL, seq INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, PRIMARY KEY(run, key, endpoint)) STRICT, WITHOUT ROWID;
CREATE TABLE claim_runs(
  run INTEGER PRIMARY KEY, level INTEGER NOT NULL, claims INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, filter_blocks INTEGER NOT NULL) STRICT;
CREATE TABLE claim_filters(
  run INTEGER NOT NULL, part INTEGER NOT NULL, bits BLOB NOT NULL,
  PRIMARY KEY(run, part)) STRICT, WITHOUT ROWID;
)sql";

}  // namespace

std::vector<const char*> version3_sql() {
  return {kOverview, kEntries, kOutcomes, kContexts, kEvents, kSearch, kKeys, kEndpoints, kClaims};
}

void fill_version3(Database& database) {
  fill_claims(database);
  fill_hashes(database);
  fill_tally(database);
  rebuild_search_index(database);
}

}  // namespace host::store::sqlite
