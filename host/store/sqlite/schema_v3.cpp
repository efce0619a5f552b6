#include "host/store/sqlite/schema_v3.hpp"

namespace host::store::sqlite {
namespace {

// An entry's entity and agent by number: narrow rows in the indexes that lists walk, and a place
// for what is counted per entity and per agent (tally.hpp). `mark` is the value's kind and status
// as counted there.
constexpr const char* kOverview = R"sql(
CREATE TABLE entities(
  id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, entity_path TEXT NOT NULL,
  entries INTEGER NOT NULL, confidence_sum REAL NOT NULL,
  first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, last_agent INTEGER NOT NULL,
  UNIQUE(tenant, entity_path)) STRICT;
CREATE TABLE agents(
  id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, agent_id TEXT NOT NULL,
  entries INTEGER NOT NULL, entities INTEGER NOT NULL,
  first_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
  UNIQUE(tenant, agent_id)) STRICT;

ALTER TABLE entries ADD COLUMN entity INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN agent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN mark TEXT NOT NULL DEFAULT '';
CREATE INDEX entries_recent ON entries(tenant, id) WHERE current=1;
CREATE INDEX entries_of_entity ON entries(entity, id) WHERE current=1;
CREATE INDEX entries_of_agent ON entries(agent, id);
)sql";

// What AMFS keeps with an entry beside its value; hashes are raw bytes, empty for raw entries,
// whose value is not in their row.
constexpr const char* kEntries = R"sql(
ALTER TABLE entries ADD COLUMN content_hash BLOB NOT NULL DEFAULT x'';
ALTER TABLE entries ADD COLUMN integrity_chain BLOB NOT NULL DEFAULT x'';
)sql";

constexpr const char* kOutcomes = R"sql(
)sql";

constexpr const char* kContexts = R"sql(
)sql";

constexpr const char* kSearch = R"sql(
)sql";

constexpr const char* kKeys = R"sql(
)sql";

constexpr const char* kEndpoints = R"sql(
)sql";

}  // namespace

std::vector<const char*> version3_sql() {
  return {kOverview, kEntries, kOutcomes, kContexts, kSearch, kKeys, kEndpoints};
}

void fill_version3(Database& /*database*/) {}

}  // namespace host::store::sqlite
