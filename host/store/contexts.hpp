// What connectors and agents noted with record_context: things that were considered or happened,
// without being a memory of their own. Notes are kept as they came, newest first.
#pragma once

#include "host/base/unique_function.hpp"
#include "host/store/records.hpp"

namespace host::store {

using ContextId = std::int64_t;

struct Context {
  ContextId id = 0;
  std::string label;
  std::string summary;
  std::string source;       // as the noter said; may be empty
  std::string agent_id;     // webhook/{connector}, an agent's id, or empty: not said
  std::string entity_path;  // what it is about; may be empty
  std::string key;          // same
  std::string event_id;     // of the event a connector noted it from; else empty
  UnixNs occurred_at = 0;
  UnixNs recorded_at = 0;
};

struct ContextFilter {
  TenantId tenant = kDefaultTenant;
  std::string entity_path;  // this path and below; empty = all
  std::string key;
  std::string source;
  std::string agent_id;
  std::string connector;  // noted by this connector
  std::string label;
  UnixNs since = 0;      // recorded at or after; 0 = any time
  UnixNs until = 0;      // recorded at or before; 0 = any time
  ContextId before = 0;  // cursor: notes older than this one; 0 = from the newest
  std::size_t limit = 50;
};

struct ContextPage {
  std::vector<Context> contexts;  // newest first
  ContextId next = 0;             // cursor for the next page; 0 = no more
};

// Part of a Reader: its thread rule.
class ContextReader {
 public:
  virtual ~ContextReader() = default;

  // A page reads a bounded number of rows: a rare filter ends it early, with a cursor to go on
  // from.
  virtual ContextPage list(const ContextFilter&) = 0;
  // About this path and below, newest first; for digests.
  virtual std::vector<Context> newest(TenantId, std::string_view entity_path,
                                      std::size_t limit) = 0;
  // Notes about exactly this path or below, counted up to kContextCountMax.
  virtual std::int64_t count(TenantId, std::string_view entity_path) = 0;
  // Whether the tenant has this note: what a cursor must name.
  virtual bool exists(TenantId, ContextId) = 0;
};

inline constexpr std::int64_t kContextCountMax = 10000;

struct NewContext {
  TenantId tenant = kDefaultTenant;
  std::string agent_id;
  ContextNote note;
};

struct ContextOutcome {
  bool ok = false;
  ContextId id = 0;
  Error error;  // not ok: `storage_full`, `overloaded`, …
};

// Part of a Store: callbacks run once, on the writer's thread, when the change is on disk.
class ContextWrites {
 public:
  virtual ~ContextWrites() = default;

  virtual void record(NewContext, UniqueFunction<void(ContextOutcome)>) = 0;
};

}  // namespace host::store
