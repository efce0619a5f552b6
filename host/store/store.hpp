// Store: the durable inbox and the memory, one transaction for both. SQLite now (sqlite/),
// PostgreSQL later; no SQL outside this folder.
//
// Writes are asynchronous: they queue to one writer that commits in groups, and each callback runs
// exactly once, on the writer's thread, after its group is on disk (or refused). Callbacks run in
// the order of the writes and must not block. Reads go through a Reader, one per thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/store/contexts.hpp"
#include "host/store/endpoints.hpp"
#include "host/store/feed.hpp"
#include "host/store/keys.hpp"
#include "host/store/outcomes.hpp"
#include "host/store/overview.hpp"
#include "host/store/records.hpp"

namespace host::store {

struct EntryFilter {
  TenantId tenant = kDefaultTenant;
  std::string entity_path;  // exact; empty = all
  bool include_superseded = false;
  std::size_t limit = 100;
  std::size_t offset = 0;
  bool newest_first = false;  // by written_at; else by path and key
};

struct SearchQuery {
  TenantId tenant = kDefaultTenant;
  std::string query;        // words, "phrases", prefix*; anything else is data
  std::string entity_path;  // this path and everything below it; empty = all
  double min_confidence = 0.0;
  double max_confidence = 1.0;
  std::string agent_id;
  std::string pattern_ref;
  std::optional<MemoryType> memory_type;
  UnixNs since = 0;
  std::string sort_by = "confidence";  // confidence, recency, version
  std::size_t limit = 100;
};

struct SearchResult {
  std::vector<Entry> entries;
  bool truncated = false;  // more matched than were ranked
};

struct EventFilter {
  TenantId tenant = kDefaultTenant;
  std::string connector;
  std::string event_type;  // exact or trailing *
  std::optional<EventState> state;
  UnixNs since = 0;
  UnixNs until = 0;
  std::string text;     // part of an id, delivery id, type or error
  EventSeq before = 0;  // cursor: events older than this one; 0 = from the newest
  std::size_t limit = 50;
};

struct EventPage {
  std::vector<EventRow> events;
  EventSeq next = 0;  // cursor for the next page; 0 = no more
};

struct EventCounters {
  std::int64_t received = 0, done = 0, retrying = 0, dead = 0, duplicates = 0;
};

struct MemoryStats {
  std::int64_t entries = 0, entities = 0, agents = 0;
  double confidence_avg = 0, confidence_min = 0, confidence_max = 0;
  UnixNs oldest = 0, newest = 0;
  std::vector<std::pair<std::string, std::int64_t>> by_agent;
  std::vector<std::pair<std::string, std::int64_t>> by_entity;  // the largest kStatsEntitiesMax
  EventCounters events;
};

inline constexpr std::size_t kStatsEntitiesMax = 1000;

// An event that waits, as a lane takes it up again.
struct OpenEvent {
  EventRow row;
  EventBody body;
};

class Reader {
 public:
  virtual ~Reader() = default;

  virtual std::optional<Entry> current_entry(TenantId, std::string_view entity_path,
                                             std::string_view key) = 0;
  virtual std::optional<Entry> find_reference(TenantId, std::string_view reference) = 0;
  virtual std::vector<Entry> list_current(TenantId, std::string_view entity_path,
                                          std::size_t limit) = 0;
  virtual std::vector<Entry> history(TenantId, std::string_view entity_path, std::string_view key,
                                     UnixNs since, UnixNs until, std::size_t limit) = 0;
  virtual std::vector<Entry> list_entries(const EntryFilter&, std::int64_t& total) = 0;
  virtual SearchResult search(const SearchQuery&) = 0;

  virtual EventPage list_events(const EventFilter&) = 0;
  virtual std::optional<EventRow> find_event(TenantId, std::string_view id) = 0;
  virtual std::optional<EventBody> event_body(EventSeq) = 0;
  virtual std::vector<EventResult> event_results(EventSeq) = 0;

  // Events of the endpoint that are not settled, in arrival order, after `after`; retrying ones
  // too.
  virtual std::vector<EventRow> open_events(EndpointId, EventSeq after, std::size_t limit) = 0;
  virtual std::optional<EventRow> event_by_seq(EventSeq) = 0;

  virtual MemoryStats stats(TenantId) = 0;

  // By topic; they live and die with this reader.
  virtual OverviewReader& overview() = 0;
  virtual ContextReader& contexts() = 0;
  virtual OutcomeReader& outcomes() = 0;
  virtual FeedReader& feed() = 0;
  virtual KeyReader& keys() = 0;
  virtual EndpointReader& endpoints() = 0;
};

struct StoreHealth {
  bool writable = true;
  std::string reason;  // when not: what an operator should do
};

class Store {
 public:
  virtual ~Store() = default;

  virtual void append(Append, UniqueFunction<void(AppendOutcome)>) = 0;
  virtual void settle(Settlement, UniqueFunction<void(SettleOutcome)>) = 0;
  virtual void write_direct(DirectWrite, UniqueFunction<void(DirectOutcome)>) = 0;
  virtual void replay(TenantId, std::string event_id, UniqueFunction<void(ReplayOutcome)>) = 0;

  // By topic; they live and die with this store.
  virtual ContextWrites& contexts() = 0;
  virtual OutcomeWrites& outcomes() = 0;
  virtual KeyWrites& keys() = 0;
  virtual EndpointWrites& endpoints() = 0;

  // Id of the tenant's default endpoint for a connector; made when new. Blocks for one commit: for
  // start-up and loading only.
  virtual Result<EndpointId> default_endpoint(TenantId, std::string connector) = 0;

  // May be called from any thread; the Reader itself belongs to one thread at a time.
  virtual std::unique_ptr<Reader> open_reader() = 0;

  // Commits the settlements that wait for company now: somebody waits for them.
  virtual void hurry() = 0;

  virtual StoreHealth health() const = 0;

  // Commits what is queued, checkpoints and stops. Later writes are refused.
  virtual void close() = 0;
};

}  // namespace host::store
