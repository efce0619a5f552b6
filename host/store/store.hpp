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
#include "host/store/entries.hpp"
#include "host/store/feed.hpp"
#include "host/store/keys.hpp"
#include "host/store/outcomes.hpp"
#include "host/store/overview.hpp"
#include "host/store/records.hpp"
#include "host/store/replays.hpp"
#include "host/store/search.hpp"
#include "host/store/stats.hpp"

namespace host::store {

// By path and key (ascending); or the last written, or the most often read ones first.
enum class EntrySort : std::uint8_t { path, written_at, recall_count };

// Where a page follows: behind this entry, which in the order of recalls stood where its count was
// `recalls` (-1: among the superseded), whatever happened to it since. id 0 = the first page.
struct EntryPosition {
  EntryId id = 0;
  std::int64_t recalls = 0;
};

struct EntryFilter {
  TenantId tenant = kDefaultTenant;
  std::string entity_path;  // exact; empty = all
  bool include_superseded = false;
  EntrySort sort = EntrySort::path;
  std::size_t limit = 100;
  std::size_t offset = 0;
  EntryPosition after;
  bool with_values = true;  // else value_json is empty: large values are not read then
};

inline constexpr std::size_t kListBytesMax = std::size_t{8} << 20;  // of values in one page

struct EntryPage {
  std::vector<Entry> entries;
  std::int64_t total = 0;  // of all pages
  EntryPosition next;      // id 0 = no more; else there may be more
};

// Versions of one key, in their order, written within the bounds (both included).
struct HistoryFilter {
  TenantId tenant = kDefaultTenant;
  std::string entity_path, key;
  UnixNs since = 0;
  UnixNs until = INT64_MAX;
  std::int64_t after = 0;  // the page that follows this version
  std::size_t limit = 1000;
};

struct HistoryPage {
  std::vector<Entry> versions;
  std::int64_t next = 0;  // the last version of a page that ended early; 0 = no more
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
  // Whether an open event is being run right now: then its state is `processing`. May be empty.
  std::function<bool(EndpointId, EventSeq)> is_processing;
};

struct EventPage {
  std::vector<EventRow> events;
  EventSeq next = 0;  // cursor for the next page; 0 = no more
};

struct EventCounters {
  std::int64_t received = 0, done = 0, retrying = 0, dead = 0, duplicates = 0;
};

// Of current entries.
struct MemoryStats {
  std::int64_t entries = 0, entities = 0, agents = 0, outcome_linked = 0;
  std::int64_t recalls = 0, tokens_saved = 0;
  double confidence_avg = 0, confidence_min = 0, confidence_max = 0;
  UnixNs oldest = 0, newest = 0;
  std::vector<std::pair<std::string, std::int64_t>> by_agent;   // the busiest kStatsNamesMax
  std::vector<std::pair<std::string, std::int64_t>> by_entity;  // the large, then others: as many
  std::vector<std::pair<MemoryType, std::int64_t>> by_type;
  std::vector<std::pair<std::int64_t, std::int64_t>> by_day;  // (days since 1970, entries written)
  EventCounters events;
};

inline constexpr std::int64_t kBacklogEndpointsMax = 1000;
inline constexpr std::int64_t kBacklogCountMax = 100'000;  // some 10 ms

inline constexpr std::size_t kStatsNamesMax = 1000;
inline constexpr std::int64_t kStatsDaysMax = 14;  // of by_day: the newest that have entries

// An event that waits, as a lane takes it up again.
struct OpenEvent {
  EventRow row;
  EventBody body;
};

// Events of one connector that wait for their turn or their retry.
struct Backlog {
  std::string connector;
  std::int64_t events = 0;
  UnixNs oldest = 0;  // received_at of the first of an endpoint's, the oldest of those
};

class Reader {
 public:
  virtual ~Reader() = default;

  virtual std::optional<Entry> current_entry(TenantId, std::string_view entity_path,
                                             std::string_view key) = 0;
  virtual std::optional<Entry> find_reference(TenantId, std::string_view reference) = 0;
  virtual std::vector<Entry> list_current(TenantId, std::string_view entity_path,
                                          std::size_t limit) = 0;
  virtual HistoryPage history(const HistoryFilter&) = 0;
  virtual EntryPage list_entries(const EntryFilter&) = 0;
  virtual SearchResult search(const SearchQuery&) = 0;

  virtual EventPage list_events(const EventFilter&) = 0;
  virtual std::optional<EventRow> find_event(TenantId, std::string_view id) = 0;
  virtual std::optional<EventBody> event_body(EventSeq) = 0;
  virtual std::vector<EventResult> event_results(EventSeq) = 0;

  // Events of the endpoint that are not settled, in arrival order, after `after`; retrying ones
  // too.
  virtual std::vector<EventRow> open_events(EndpointId, EventSeq after, std::size_t limit) = 0;
  virtual std::optional<EventRow> event_by_seq(EventSeq) = 0;
  // By connector, over all tenants; those without any are left out. Looks at kBacklogEndpointsMax
  // endpoints and counts up to kBacklogCountMax events in all: beyond, there are at least so many.
  virtual std::vector<Backlog> backlog() = 0;

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

  // Called on the writer's thread after every commit of writes, before their callbacks. Set it
  // before the first write; it must not block, and must live until close() has returned.
  virtual void on_commit(std::function<void()> listener) = 0;

  // By topic; they live and die with this store.
  virtual ReplayWrites& replays() = 0;
  virtual ContextWrites& contexts() = 0;
  virtual EntryWrites& entries() = 0;
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
  virtual const StoreStats& stats() const = 0;

  // Commits what is queued, checkpoints and stops. Later writes are refused.
  virtual void close() = 0;
};

}  // namespace host::store
