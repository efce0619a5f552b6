// Entities, agents, their timelines and what is counted about them. All figures come from rows that
// the writer keeps (sqlite/tally.hpp): nothing here counts entries.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/store/records.hpp"

namespace host::store {

using EntityNumber = std::int64_t;
using AgentNumber = std::int64_t;

inline constexpr std::size_t kAgentsOfEntityMax = 100;      // named with an entity
inline constexpr std::size_t kEventTypesOfSourceMax = 256;  // more are counted as kOtherEventTypes
inline constexpr std::int64_t kEntitiesBelowMax = 1000;     // looked at below one path
inline constexpr std::int64_t kOutcomesCountMax = 10000;
inline constexpr const char* kOtherEventTypes = "(other)";

// What is counted of one entity; "entries" are current ones everywhere.
struct EntitySummary {
  EntityNumber number = 0;
  std::string path;
  std::int64_t entries = 0;
  std::int64_t versions = 0;  // superseded ones too
  std::int64_t outcome_linked = 0;
  std::int64_t recalls = 0;
  std::int64_t tokens_saved = 0;
  double confidence_avg = 0;
  EntryId last_entry = 0;  // newest current one
  UnixNs first_at = 0;
  UnixNs last_at = 0;
  std::string last_agent;
  std::vector<std::string> agents;  // sorted; the first kAgentsOfEntityMax
};

struct EntityPage {
  std::vector<EntitySummary> entities;  // last written first
  EntryId next = 0;                     // `before` of the next page; 0 = no more
  std::int64_t total = 0;
};

struct AgentSummary {
  AgentNumber number = 0;
  std::string id;
  std::int64_t entries = 0;
  std::int64_t entities = 0;
  UnixNs first_at = 0;
  UnixNs last_at = 0;
};

struct AgentPage {
  std::vector<AgentSummary> agents;  // most entries first
  std::int64_t total = 0;
};

// How many entries have a mark now, and how often one came to it.
struct MarkCount {
  std::string mark;
  std::int64_t now = 0;
  std::int64_t reached = 0;
};

// An entry without its value.
struct EntryHead {
  EntryId id = 0;
  std::string entity_path;
  std::string key;
  std::int64_t version = 0;
  bool current = false;
  double confidence = 1.0;
  MemoryType memory_type = MemoryType::fact;
  std::string agent_id;
  std::string event_id;  // empty when not from an event
  std::string event_type;
  std::string mark;
  std::string summary;  // text from outside
  UnixNs written_at = 0;
  bool raw = false;
};

// What came in for one connector, or one `external/{source}`.
struct SourceSummary {
  std::string connector;
  std::int64_t events = 0;
  std::vector<std::pair<std::string, std::int64_t>> event_types;  // most frequent first
  std::string last_event_type;
  UnixNs last_event_at = 0;
};

struct AgentWrites {
  std::vector<EntryHead> writes;  // newest first
  EntryId next = 0;               // `before` of the next page; 0 = no more
};

// Part of a Reader: its thread rule.
class OverviewReader {
 public:
  virtual ~OverviewReader() = default;

  // `before`: 0 for the first page. A page may be short and still have a next one.
  virtual EntityPage entities(TenantId, EntryId before, std::size_t limit) = 0;
  virtual std::optional<EntitySummary> entity(TenantId, std::string_view path) = 0;
  // Below `path`, not itself: of the first kEntitiesBelowMax by path those written last, without
  // those that hold raw entries only.
  virtual std::vector<EntitySummary> entities_below(TenantId, std::string_view path,
                                                    std::size_t limit) = 0;
  virtual AgentPage agents(TenantId, std::size_t offset, std::size_t limit) = 0;
  virtual std::optional<AgentSummary> agent(TenantId, std::string_view agent_id) = 0;
  virtual std::optional<SourceSummary> source(TenantId, std::string_view connector) = 0;

  virtual std::vector<MarkCount> marks_of_entity(EntityNumber) = 0;
  virtual std::vector<MarkCount> marks_of_agent(AgentNumber) = 0;

  // Current entries without raw ones, newest first. Of a bounded number of the newest rows: where
  // nearly all of those are raw or superseded there may be fewer than `limit`.
  virtual std::vector<EntryHead> newest(TenantId, std::size_t limit) = 0;
  virtual std::vector<EntryHead> newest_of_entity(EntityNumber, std::size_t limit) = 0;
  virtual std::vector<EntryHead> newest_of_agent(AgentNumber, std::size_t limit) = 0;

  // Committed by the agent; counted up to kOutcomesCountMax.
  virtual std::int64_t outcomes_of_agent(TenantId, std::string_view agent_id) = 0;

  // Every version the agent wrote, superseded and raw ones too.
  virtual AgentWrites writes_of_agent(AgentNumber, UnixNs since, EntryId before,
                                      std::size_t limit) = 0;

  // Whether the tenant has this version of some entry: what a cursor must name.
  virtual bool has_entry(TenantId, EntryId) = 0;
};

}  // namespace host::store
