// The values that go in and out of the store. No SQL, no JSON documents: text fields that hold JSON
// are named …_json and were checked before they came here.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/error.hpp"
#include "host/base/unique_function.hpp"

namespace host::store {

using EventSeq = std::int64_t;  // position in the inbox: arrival order, never reused
using EntryId = std::int64_t;   // one version of one key
using TenantId = std::int64_t;
using EndpointId = std::int64_t;

inline constexpr TenantId kDefaultTenant = 1;

// ---- inbox ----------------------------------------------------------------------------------

enum class EventState : std::uint8_t {
  received = 0,
  processing = 1,
  retrying = 2,
  done = 3,
  dead = 4
};
enum class EventOutcome : std::uint8_t {
  none = 0,
  skipped = 1,
  raw = 2,
  unchanged = 3,
  context = 4,
  written = 5
};

const char* to_string(EventState state);
const char* to_string(EventOutcome outcome);
std::optional<EventState> parse_event_state(std::string_view text);

// Bits of an event's flags; to_names() gives what the API shows.
enum EventFlag : std::uint32_t {
  kFlagClockSuspect = 1U << 0,    // occurred_at lay more than 5 min after first received_at
  kFlagIdReused = 1U << 1,        // unsigned id seen before with another body
  kFlagPossibleReplay = 1U << 2,  // same body seen before under another unsigned id
  kFlagIdConflict = 1U << 3,      // signed id seen before with another body: kept, not run
  kFlagForm = 1U << 4,            // payload was unwrapped from a form
  kFlagReplay = 1U << 5,          // run again on an operator's word
  kFlagIdSigned = 1U << 6,
  kFlagRevived = 1U << 7,  // was dead when a duplicate came
  kFlagTest = 1U << 8,
};
std::vector<std::string> flag_names(std::uint32_t flags);

// How a delivery is recognised again (contract 3, "Dedupe").
enum class IdKind : std::uint8_t { none, unsigned_id, signed_id };

struct DedupeClaim {
  IdKind id_kind = IdKind::none;
  bool body_unique = false;    // same body under another unsigned id is a duplicate
  std::string delivery_id;     // empty with IdKind::none
  std::string signed_digest;   // 16 bytes over the signed bytes: the key when there is no id
  std::int64_t window_ns = 0;  // how long the claim is held
};

struct Append {
  TenantId tenant = kDefaultTenant;
  EndpointId endpoint = 0;
  std::string event_id;  // evt_…; used when the event is accepted
  std::string event_type;
  std::string body_digest;  // 16 bytes of SHA-256 over the raw body
  DedupeClaim dedupe;
  UnixNs received_at = 0;
  UnixNs occurred_at = 0;  // 0 = the body has none
  std::uint32_t flags = 0;
  std::string dead_reason;  // set: goes in as a dead letter (unparseable_body)
  std::string content_type;
  std::string query;
  std::string headers_json;           // [["Name","value"],…]: only those that may be stored
  std::string packed_body;            // pack_body() of the raw body
  std::int64_t deadline_mono_ns = 0;  // refused, not committed, when the writer reaches it later
};

enum class AppendStatus : std::uint8_t { accepted, duplicate, revived, refused };

struct AppendOutcome {
  AppendStatus status = AppendStatus::refused;
  EventSeq seq = 0;         // of the event accepted, or of the first one
  std::string event_id;     // same
  std::uint32_t flags = 0;  // with what the claim found
  Error error;              // refused: `overloaded` or `storage_full`
};

// ---- memory ---------------------------------------------------------------------------------

enum class MemoryType : std::uint8_t { fact = 0, belief = 1, experience = 2 };

const char* to_string(MemoryType type);
std::optional<MemoryType> parse_memory_type(std::string_view text);

enum EntryFlag : std::uint32_t {
  kEntryLate = 1U << 0,  // older than the version that was current: history only
  kEntryRaw = 1U << 1,   // value_json lacks "payload": the reader adds it from the event's body
  kEntryOutcome =
      1U << 2,  // made by an outcome from the version before, of which it keeps the rest
  kEntryExpired = 1U << 3,  // ran out (ttl_at): history only, with the confidence it had
};

// What came of acting on a key's memory, and how often it was read: goes on from version to
// version.
struct EntryOutcomes {
  std::int64_t count = 0;
  std::int64_t success = 0;
  std::int64_t failure = 0;
  std::optional<double> prior_confidence;  // before the last outcome
  std::string last;                        // its type; empty = none yet
  UnixNs last_at = 0;
};

struct MemoryWrite {
  std::string entity_path;
  std::string key;
  std::string value_json;
  double confidence = 1.0;
  MemoryType memory_type = MemoryType::fact;
  std::vector<std::string> pattern_refs;
  std::string summary;
  UnixNs occurred_at = 0;
  UnixNs ttl_at = 0;  // 0 = never
  bool shared = true;
  std::string session_id;    // of the agent; may be empty
  std::uint32_t flags = 0;   // kEntryRaw
  bool merge = false;        // the key was read first: never late, keeps the later time
  std::string search_text;   // what full-text search finds this entry by (search_text())
  std::string content_hash;  // 32 bytes (content_hash()); empty for kEntryRaw
  std::string mark;          // kind and status of the value, as digests count it; may be empty
};

struct ContextNote {
  std::string label;
  std::string summary;
  std::string source;
  std::string about_path;
  std::string about_key;
  UnixNs occurred_at = 0;
};

// What transform read, to be true still when its results are applied.
struct ReadExpectation {
  enum class Kind : std::uint8_t { key, reference, listing };
  Kind kind = Kind::key;
  std::string entity_path;        // key, listing
  std::string key;                // key; the reference itself for Kind::reference
  std::size_t limit = 0;          // listing
  EntryId entry = 0;              // seen entry; 0 = none
  EventSeq pending = 0;           // or: the not yet committed write of this event was seen
  std::uint64_t fingerprint = 0;  // listing: over the ids seen; pending: over what was seen
};

// Fingerprint of a listing (ReadExpectation::Kind::listing), equal on both sides of a read.
std::uint64_t listing_fingerprint(const std::vector<EntryId>& ids);
// Over what the equal-result rule compares (contract 2.3).
std::uint64_t content_fingerprint(std::string_view value_json, double confidence, MemoryType type,
                                  const std::vector<std::string>& pattern_refs);

struct Settlement {
  EventSeq seq = 0;
  TenantId tenant = kDefaultTenant;
  EndpointId endpoint = 0;
  std::string agent_id;                 // webhook/{connector}
  EventState state = EventState::done;  // done, retrying or dead
  EventOutcome raw_outcome =
      EventOutcome::none;  // raw or skipped, when nothing better comes of the writes
  std::uint32_t add_flags = 0;
  std::int32_t attempts = 0;
  UnixNs next_attempt_at = 0;
  std::string error;
  std::vector<ReadExpectation> reads;
  std::vector<MemoryWrite> writes;
  std::vector<ContextNote> contexts;
};

enum class SettleStatus : std::uint8_t {
  committed,
  conflict,     // a read is no longer true: run transform again
  stale,        // the event was settled already: nothing applied
  unavailable,  // storage: nothing applied, try again later
};

struct SettleOutcome {
  SettleStatus status = SettleStatus::unavailable;
  EventOutcome outcome = EventOutcome::none;
};

// A new direct write whose ttl_at was over when it was received: nothing is written.
inline constexpr const char* kTtlPastCode = "ttl_past";

// POST /events: event and entry in one transaction.
struct DirectWrite {
  TenantId tenant = kDefaultTenant;
  std::string source;
  std::string event_id;
  std::string event_type;
  std::string idempotency_key;  // empty = none
  std::string body_digest;      // 16 bytes
  std::string packed_body;
  UnixNs received_at = 0;
  MemoryWrite write;
};

struct DirectOutcome {
  bool ok = false;
  std::string event_id;
  std::int64_t version = 0;
  Error error;  // `idempotency_conflict`, kTtlPastCode, `overloaded`, `storage_full`
};

struct ReplayOutcome {
  bool ok = false;
  EventSeq seq = 0;
  EndpointId endpoint = 0;
  Error error;  // `event_not_found`, `event_not_settled`, `storage_full`, …
};

// ---- what reads give back ---------------------------------------------------------------------

struct Entry {
  EntryId id = 0;
  std::string entity_path;
  std::string key;
  std::int64_t version = 0;
  bool current = false;
  std::string value_json;  // complete (a raw entry's payload is in it)
  double confidence = 1.0;
  MemoryType memory_type = MemoryType::fact;
  std::string agent_id;
  std::string event_id;  // empty when not from an event
  EventSeq event_seq = 0;
  std::vector<std::string> pattern_refs;
  std::string summary;
  UnixNs occurred_at = 0;
  UnixNs written_at = 0;
  UnixNs ttl_at = 0;
  std::uint32_t flags = 0;
  std::string content_hash;     // 32 bytes each, or empty: the first version of a raw entry, whose
  std::string integrity_chain;  // hashes follow from its value (content_hash.hpp)
  std::string session_id;
  bool shared = true;
  std::int64_t recall_count = 0;
  EntryOutcomes outcomes;
};

struct EventRow {
  EventSeq seq = 0;
  std::string id;
  TenantId tenant = kDefaultTenant;
  EndpointId endpoint = 0;
  std::string connector;
  std::string event_type;
  std::string delivery_id;
  EventState state = EventState::received;
  EventOutcome outcome = EventOutcome::none;
  std::uint32_t flags = 0;
  UnixNs received_at = 0;
  UnixNs occurred_at = 0;
  UnixNs settled_at = 0;
  UnixNs next_attempt_at = 0;
  std::int32_t attempts = 0;
  std::int64_t duplicates = 0;
  std::string duplicate_log_json;  // [["delivery id","time"],…], the last few
  std::string error;
};

struct EventBody {
  std::string content_type;
  std::string query;
  std::string headers_json;
  std::string body;  // raw bytes as received
};

struct EventResult {
  std::string operation;  // "write" or "record_context"
  std::string entity_path;
  std::string key;
  std::int64_t version = 0;
};

}  // namespace host::store
