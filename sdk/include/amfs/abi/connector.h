/* The AMFS connector ABI, version 1.0: everything that crosses the border between a host and a
 * connector library. C11 and C++17 clean; 64-bit little-endian ELF platforms.
 *
 * Rules of this file
 *  - Fixed-width integers and double only. Strings are pointer + length UTF-8, never NUL-terminated
 *    (bodies: raw bytes). A null pointer with length 0 is the empty string.
 *  - Every struct that may grow starts with struct_size, set by the side that fills it. Fields are
 *    only ever appended. A reader refuses a struct_size below the struct's size in its first
 *    release, ignores bytes it does not know, and tests AMFS_HAS before it reads a later field.
 *    Reserved fields are zero.
 *  - No ownership crosses. What the host passes is valid until the call returns; what a library
 *    passes to a callback need only live until the callback returns: the host copies.
 *  - Everything may travel as bytes to another process: a pointer says nothing but where to read
 *    now. Equal texts may lie at different places, and the same struct elsewhere in the next call.
 *  - No exception, longjmp or signal may cross, in either direction.
 *
 * Versions: abi_major must be equal, and min_host_minor not above the host's abi_minor. A library
 * built with a later minor that needs nothing new runs in an older host.
 *
 * Thread tags on function pointers:
 *   [loader]    called once, before any instance exists
 *   [instance]  never two calls at once on one instance; any thread, calls are ordered
 *   [any]       may be called from any thread at any time
 *   [call]      only on the thread of the running [instance] call that handed out the amfs_sink
 */
#ifndef AMFS_ABI_CONNECTOR_H
#define AMFS_ABI_CONNECTOR_H

#include <stddef.h>
#include <stdint.h>

#define AMFS_ABI_MAJOR 1
#define AMFS_ABI_MINOR 0

/* major << 16 | minor << 8 | patch */
#define AMFS_SDK_VERSION_PACKED 0x00010000u

/* Revision of the meaning of amfs_event's fields, apart from their layout. */
#define AMFS_EVENT_SCHEMA 1u

#ifdef __cplusplus
#define AMFS_STATIC_ASSERT(condition, text) static_assert(condition, text)
extern "C" {
#else
#define AMFS_STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#endif

/* Whether the struct of `type` at `pointer` is long enough to hold `field`. */
#define AMFS_HAS(type, pointer, field) \
  ((pointer)->struct_size >= offsetof(type, field) + sizeof((pointer)->field))

/* ---- statuses ------------------------------------------------------------------------------ */

/* An unknown negative status means AMFS_INTERNAL. An unknown positive one means AMFS_INTERNAL from
 * transform and "rejected" from validate_signature, where only AMFS_OK accepts. */
typedef int32_t amfs_status;

#define AMFS_OK 0
#define AMFS_SKIP 1        /* transform: deliberately nothing to write; reason through fail */
#define AMFS_UNMATCHED 2   /* transform: kept as a raw entry; reason through fail */
#define AMFS_SIG_INVALID 2 /* validate_signature, verify_hmac: does not match */
#define AMFS_RETRY (-2)    /* transient; amfs_error.retry_after_ms through fail */
#define AMFS_BAD_CONFIG (-3)
#define AMFS_UNSUPPORTED (-4) /* not offered by this side, or not permitted by the manifest */
#define AMFS_LIMIT (-5)       /* a budget of the call is used up */
#define AMFS_CANCELLED (-6)   /* the deadline passed or the host is stopping: return soon */
#define AMFS_INTERNAL (-7)    /* the host destroys and re-creates the instance */

/* ---- frozen building blocks ---------------------------------------------------------------- */

typedef struct amfs_str {
  const char* ptr;
  uint64_t len;
} amfs_str;
AMFS_STATIC_ASSERT(sizeof(amfs_str) == 16, "amfs_str is frozen");

typedef struct amfs_kv {
  amfs_str key;
  amfs_str value;
} amfs_kv;
AMFS_STATIC_ASSERT(sizeof(amfs_kv) == 32, "amfs_kv is frozen");

/* Made by create, opaque to the host. */
typedef struct amfs_instance amfs_instance;

/* ---- the event ----------------------------------------------------------------------------- */

#define AMFS_EVENT_REPLAY 0x1u     /* asked for by an operator: seen before */
#define AMFS_EVENT_TEST 0x2u       /* a sample made by `amfs event trigger` or a test */
#define AMFS_EVENT_FORM 0x4u       /* body was a form; payload is JSON made of it */
#define AMFS_EVENT_ID_SIGNED 0x8u  /* the signature covers delivery_id */
#define AMFS_EVENT_ID_REUSED 0x10u /* delivery_id came before with another body */

typedef struct amfs_event {
  uint32_t struct_size;
  uint32_t flags;         /* AMFS_EVENT_… */
  amfs_str event_id;      /* the host's id, "evt_…" */
  amfs_str delivery_id;   /* the sender's id; empty when the manifest names none */
  amfs_str event_type;    /* by the manifest's identity.event_type */
  amfs_str connector;     /* manifest name */
  amfs_str endpoint;      /* endpoint id; never a token */
  amfs_str method;        /* of the request; empty in a replay of an imported event */
  amfs_str query;         /* raw query string without '?' */
  amfs_str content_type;  /* as sent */
  amfs_str body;          /* verified bytes, exactly as signed */
  amfs_str payload;       /* JSON text, valid UTF-8, nesting <= 128; body's bytes unless a form */
  const amfs_kv* headers; /* the ones the manifest names; names as the manifest writes them */
  uint32_t header_count;
  uint32_t attempt;         /* 1 on the first */
  int64_t received_unix_ns; /* first receipt, also in a replay */
  int64_t occurred_unix_ns; /* by the manifest's identity.occurred_at; 0 = unknown */
  int64_t deadline_mono_ns; /* compare with amfs_host.now_mono_ns only; 0 = none */
} amfs_event;
AMFS_STATIC_ASSERT(sizeof(amfs_event) == 208, "amfs_event of 1.0");

/* ---- results ------------------------------------------------------------------------------- */

#define AMFS_OP_WRITE 1u
#define AMFS_OP_RECORD_CONTEXT 2u

#define AMFS_MEMORY_FACT 0u
#define AMFS_MEMORY_BELIEF 1u
#define AMFS_MEMORY_EXPERIENCE 2u

#define AMFS_RESULT_HAS_CONFIDENCE 0x1u /* else the host's default applies */

typedef struct amfs_result {
  uint32_t struct_size;
  uint32_t flags;       /* AMFS_RESULT_… */
  uint32_t operation;   /* AMFS_OP_… */
  uint32_t memory_type; /* AMFS_MEMORY_…; write only */
  amfs_str entity_path; /* write: the whole path, prefix included; context: what it is about */
  amfs_str key;         /* write: without '/'; context: what it is about */
  amfs_str value_json;  /* write: JSON text */
  amfs_str label;       /* context: its label */
  amfs_str summary;     /* context: its text; write: the headline of this version */
  amfs_str source;      /* context: the system it is from; empty = the connector's name */
  const amfs_str* pattern_refs; /* stable outside ids, like "github:pr:acme/api#7" */
  uint32_t pattern_ref_count;
  uint32_t reserved;
  double confidence;        /* 0..1, with AMFS_RESULT_HAS_CONFIDENCE */
  int64_t occurred_unix_ns; /* 0 = the event's */
  int64_t ttl_at_unix_ns;   /* when the entry stops counting; 0 = never */
} amfs_result;
AMFS_STATIC_ASSERT(sizeof(amfs_result) == 152, "amfs_result of 1.0");

typedef struct amfs_error {
  uint32_t struct_size;
  int32_t code;           /* the status that is about to be returned */
  amfs_str message;       /* one sentence: what is wrong, what to do */
  amfs_str field;         /* JSON pointer into payload or config, or empty */
  amfs_str hint;          /* what to do next, or empty */
  int64_t retry_after_ms; /* with AMFS_RETRY: wait at least this long; 0 = the manifest's delay */
} amfs_error;
AMFS_STATIC_ASSERT(sizeof(amfs_error) == 64, "amfs_error of 1.0");

/* ---- the sink of one call ------------------------------------------------------------------ */

/* Valid only during the call it was passed to; nothing reached through it may be kept. */
typedef struct amfs_sink amfs_sink;
struct amfs_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx; /* the host's */

  /* [call] Hands over one result; the host copies it before it returns. Results of one call take
   * effect together, and only if the call returns AMFS_OK. OK without any result keeps the event as
   * a raw entry. Returns AMFS_OK, AMFS_LIMIT (too many or too large: return AMFS_LIMIT),
   * AMFS_UNSUPPORTED (outside transform), AMFS_INTERNAL (malformed struct); the answer depends on
   * nothing but the results of this call. A path, key or value the host refuses by its own rules is
   * found after the call; the event is then kept raw. */
  amfs_status (*emit)(const amfs_sink* sink, const amfs_result* result);

  /* [call] Says why the call is about to return something other than AMFS_OK. The first of a call
   * counts, later ones are dropped. */
  void (*fail)(const amfs_sink* sink, const amfs_error* error);

  /* [call] Non-zero once the call should end early with AMFS_CANCELLED. Cheap enough for loops. */
  uint32_t (*cancelled)(const amfs_sink* sink);

  /* [call] A service of this call by its id, or NULL when the host has none or the manifest does
   * not permit it; the same for every transform of an instance. The struct starts with struct_size
   * and is valid as long as the sink. */
  const void* (*get_extension)(const amfs_sink* sink, amfs_str id);
};
AMFS_STATIC_ASSERT(sizeof(amfs_sink) == 48, "amfs_sink of 1.0");

/* ---- extension "amfs.memory/1": reading memory during transform ------------------------------ */

#define AMFS_EXT_MEMORY "amfs.memory/1"

typedef struct amfs_record {
  uint32_t struct_size;
  uint32_t flags;
  amfs_str entity_path;
  amfs_str key;
  amfs_str value_json;
  amfs_str agent_id; /* who wrote this version */
  const amfs_str* pattern_refs;
  uint32_t pattern_ref_count;
  uint32_t memory_type;
  double confidence;
  uint64_t version;
  int64_t occurred_unix_ns;
  int64_t written_unix_ns;
  int64_t ttl_at_unix_ns; /* 0 = none */
} amfs_record;
AMFS_STATIC_ASSERT(sizeof(amfs_record) == 128, "amfs_record of 1.0");

/* [call] Receives one record, valid until it returns; may use the sink, memory included. Non-zero
 * stops the listing. */
typedef int32_t (*amfs_record_fn)(void* user, const amfs_record* record);

/* Only with `permissions.memory_read: true`. Sees the results of all earlier events of this
 * connector, in its tenant only. At most 64 calls and 4 MiB of records for each event, then
 * AMFS_LIMIT. A miss is AMFS_OK without a record. Other statuses: AMFS_CANCELLED, AMFS_INTERNAL.
 * A listing may be read ahead: records that were not asked for because it was stopped may count. */
typedef struct amfs_memory {
  uint32_t struct_size;
  uint32_t reserved;

  /* [call] The current version of one entry: 0 or 1 record. */
  amfs_status (*get)(const amfs_sink* sink, amfs_str entity_path, amfs_str key,
                     amfs_record_fn receive, void* user);

  /* [call] The newest current entry that carries this pattern ref: 0 or 1 record. */
  amfs_status (*find_ref)(const amfs_sink* sink, amfs_str ref, amfs_record_fn receive, void* user);

  /* [call] Current entries at exactly this path, by key; `limit` 0 = the host's maximum. */
  amfs_status (*list)(const amfs_sink* sink, amfs_str entity_path, uint32_t limit,
                      amfs_record_fn receive, void* user);
} amfs_memory;
AMFS_STATIC_ASSERT(sizeof(amfs_memory) == 32, "amfs_memory of 1.0");

/* ---- signatures checked in code (manifest `scheme: code`) ------------------------------------ */

#define AMFS_HMAC_SHA1 1u
#define AMFS_HMAC_SHA256 2u
#define AMFS_HMAC_SHA512 3u

typedef struct amfs_sigcheck amfs_sigcheck;
struct amfs_sigcheck {
  uint32_t struct_size;
  uint32_t flags;
  amfs_str body;      /* raw bytes */
  amfs_str signature; /* one candidate of the signature header, prefix stripped, still encoded */
  amfs_str timestamp; /* text of the manifest's timestamp header, or empty */
  amfs_str id;        /* text of the manifest's id header, or empty */
  amfs_str method;
  amfs_str url; /* path and query as requested; an endpoint token is replaced by its id */
  const amfs_kv* headers;
  uint32_t header_count;
  uint32_t secret_count; /* 1, or 2 while a secret is being rotated */
  int64_t received_unix_ns;
  int64_t tolerance_ns; /* the manifest's; the host checks the window itself as well */
  void* ctx;            /* the host's */

  /* [call] Compares `candidate` (text in the manifest's signature_encoding, like `signature`) with
   * the HMAC of the concatenated pieces under secret number `secret_index`, in constant time inside
   * the host: secret bytes never reach a library. `algorithm` is AMFS_HMAC_…. Returns AMFS_OK on a
   * match, AMFS_SIG_INVALID, AMFS_UNSUPPORTED (algorithm or index out of range), AMFS_LIMIT. */
  amfs_status (*verify_hmac)(const amfs_sigcheck* check, uint32_t secret_index, uint32_t algorithm,
                             const amfs_str* pieces, uint32_t piece_count, amfs_str candidate);
};
AMFS_STATIC_ASSERT(sizeof(amfs_sigcheck) == 152, "amfs_sigcheck of 1.0");

/* ---- the host ------------------------------------------------------------------------------ */

#define AMFS_LOG_DEBUG 1
#define AMFS_LOG_INFO 2
#define AMFS_LOG_WARNING 3
#define AMFS_LOG_ERROR 4

/* Valid from before create until after destroy of every instance made with it. */
typedef struct amfs_host amfs_host;
struct amfs_host {
  uint32_t struct_size;
  uint16_t abi_major;
  uint16_t abi_minor;
  void* ctx; /* the host's */
  amfs_str name;
  amfs_str version;

  /* [any] One structured line; connector and event are added by the host, which also limits the
   * rate. Unknown levels count as AMFS_LOG_INFO. */
  void (*log)(const amfs_host* host, int32_t level, amfs_str message, const amfs_kv* fields,
              uint32_t field_count);
  /* [any] Non-zero when a line of this level would be kept; may be behind by a change of the
   * operator's. */
  uint32_t (*log_enabled)(const amfs_host* host, int32_t level);
  /* [any] Nanoseconds since 1970-01-01T00:00:00Z; a virtual clock in tests. */
  int64_t (*now_unix_ns)(const amfs_host* host);
  /* [any] Monotonic nanoseconds, the scale of amfs_event.deadline_mono_ns. */
  int64_t (*now_mono_ns)(const amfs_host* host);
  /* [any] A service that outlives calls, by id, or NULL. None are defined in 1.0. */
  const void* (*get_extension)(const amfs_host* host, amfs_str id);
};
AMFS_STATIC_ASSERT(sizeof(amfs_host) == 88, "amfs_host of 1.0");

/* ---- what a library offers ----------------------------------------------------------------- */

typedef struct amfs_create_args {
  uint32_t struct_size;
  uint32_t reserved;
  amfs_str connector_name;
  amfs_str connector_version;
  amfs_str entity_path; /* effective default_entity_path (ENTITY_PREFIX applied); clean */
  amfs_str config_json; /* a JSON object, already checked against config_schema */
  const amfs_kv* env;   /* set variables with `expose: true`; never a secret */
  uint32_t env_count;
  uint32_t event_schema; /* AMFS_EVENT_SCHEMA of the host */
  amfs_str class_name;   /* the class to make one of: several may share one create function */
} amfs_create_args;
AMFS_STATIC_ASSERT(sizeof(amfs_create_args) == 104, "amfs_create_args of 1.0");

#define AMFS_CLASS_REENTRANT 0x1u /* transform and validate_signature are [any] */

/* Static const; lives as long as the library. */
typedef struct amfs_class {
  uint32_t struct_size;
  uint32_t flags;              /* AMFS_CLASS_… */
  amfs_str class_name;         /* compared byte for byte with the right part of entry_point */
  amfs_str version;            /* SemVer, or empty = the manifest's */
  amfs_str summary;            /* one line, or empty */
  amfs_str config_schema_json; /* JSON Schema, or empty = the manifest's */

  /* [instance] Makes one instance in *out, or sets *out to NULL and returns AMFS_BAD_CONFIG,
   * AMFS_UNSUPPORTED or AMFS_INTERNAL with details through sink->fail (emit is refused here). The
   * library owns the instance; the host calls destroy exactly once. `args` dies with the call. */
  amfs_status (*create)(const amfs_host* host, const amfs_create_args* args, const amfs_sink* sink,
                        amfs_instance** out);
  /* [instance] Ends one instance. NULL is allowed and does nothing. */
  void (*destroy)(amfs_instance* instance);
  /* [instance] Turns one event into results through sink->emit. Returns AMFS_OK, AMFS_SKIP,
   * AMFS_UNMATCHED, AMFS_RETRY, AMFS_LIMIT, AMFS_CANCELLED or AMFS_INTERNAL. */
  amfs_status (*transform)(amfs_instance* instance, const amfs_event* event, const amfs_sink* sink);
  /* [instance] AMFS_OK accepts; any other positive status rejects; a negative one means the check
   * could not be made (the sender is told to try again). Optional: NULL when the class cannot. */
  amfs_status (*validate_signature)(amfs_instance* instance, const amfs_sigcheck* check,
                                    const amfs_sink* sink);
  /* [instance] An optional ability of instances of this class, by id, or NULL. Optional: may be
   * NULL. */
  const void* (*get_extension)(amfs_str id);
} amfs_class;
AMFS_STATIC_ASSERT(sizeof(amfs_class) == 112, "amfs_class of 1.0");

/* Static const; lives as long as the library. */
typedef struct amfs_entry {
  uint32_t struct_size;
  uint16_t abi_major; /* the header the library was built with */
  uint16_t abi_minor;
  uint16_t min_host_minor; /* the oldest host minor it can run in */
  uint16_t reserved;
  uint32_t class_count;
  /* [loader] Class number `index`, always the same pointer; NULL when index >= class_count. */
  const amfs_class* (*get_class)(uint32_t index);
  /* [loader] An optional ability of the library, by id, or NULL. Optional: may be NULL. */
  const void* (*get_extension)(amfs_str id);
} amfs_entry;
AMFS_STATIC_ASSERT(sizeof(amfs_entry) == 32, "amfs_entry of 1.0");

/* The only symbol a library exports. [loader] Always the same pointer. A later major version gets
 * another name, so that one library can serve both. */
#define AMFS_ENTRY_SYMBOL "amfs_connector_entry_v1"
typedef const amfs_entry* (*amfs_entry_fn)(void);

#ifdef __cplusplus
} /* extern "C" */
#define AMFS_EXPORT extern "C" __attribute__((visibility("default")))
#else
#define AMFS_EXPORT __attribute__((visibility("default")))
#endif

/* ---- the ELF note: what a host reads from the file before it loads anything -------------------
 */

/* Section .note.amfs (SHT_NOTE), 4-byte aligned: namesz 5, descsz >= 24, type 1, name "AMFS\0"
 * padded to 8, then the descriptor: little-endian u32s, appended to but never changed. */
#define AMFS_NOTE_SECTION ".note.amfs"
#define AMFS_NOTE_OWNER "AMFS"
#define AMFS_NOTE_TYPE 1u

/* compiler_id = family << 16 | major version of the compiler */
#define AMFS_COMPILER_OTHER 0u
#define AMFS_COMPILER_GCC 1u
#define AMFS_COMPILER_CLANG 2u

typedef struct amfs_note_desc {
  uint32_t abi_major;
  uint32_t abi_minor;
  uint32_t min_host_minor;
  uint32_t sdk_version_packed; /* AMFS_SDK_VERSION_PACKED */
  uint32_t cpp_standard;       /* __cplusplus, or __STDC_VERSION__ of a C library */
  uint32_t compiler_id;
} amfs_note_desc;
AMFS_STATIC_ASSERT(sizeof(amfs_note_desc) == 24, "amfs_note_desc of 1.0");

typedef struct amfs_note {
  uint32_t namesz;
  uint32_t descsz;
  uint32_t type;
  char name[8];
  amfs_note_desc desc;
} amfs_note;
AMFS_STATIC_ASSERT(sizeof(amfs_note) == 44, "an ELF note has no padding");

#if defined(__clang__)
#define AMFS_COMPILER_ID (AMFS_COMPILER_CLANG << 16 | __clang_major__)
#elif defined(__GNUC__)
#define AMFS_COMPILER_ID (AMFS_COMPILER_GCC << 16 | __GNUC__)
#else
#define AMFS_COMPILER_ID (AMFS_COMPILER_OTHER << 16)
#endif

#ifdef __cplusplus
#define AMFS_LANGUAGE_STANDARD __cplusplus
#else
#define AMFS_LANGUAGE_STANDARD __STDC_VERSION__
#endif

/* `retain` keeps the note through --gc-sections, `used` through the optimiser. */
#if defined(__has_attribute)
#if __has_attribute(retain)
#define AMFS_RETAIN __attribute__((retain))
#endif
#endif
#ifndef AMFS_RETAIN
#define AMFS_RETAIN
#endif

/* Puts the note into the library; once, in any one source file. */
#define AMFS_EMIT_NOTE_FOR(major, minor, min_minor)                                    \
  AMFS_RETAIN __attribute__((used, section(AMFS_NOTE_SECTION),                         \
                             aligned(4))) static const amfs_note amfs_elf_note = {     \
      5u,                                                                              \
      24u,                                                                             \
      AMFS_NOTE_TYPE,                                                                  \
      {'A', 'M', 'F', 'S', 0, 0, 0, 0},                                                \
      {(major), (minor), (min_minor), AMFS_SDK_VERSION_PACKED, AMFS_LANGUAGE_STANDARD, \
       AMFS_COMPILER_ID}}

#define AMFS_EMIT_NOTE() AMFS_EMIT_NOTE_FOR(AMFS_ABI_MAJOR, AMFS_ABI_MINOR, 0u)

#endif /* AMFS_ABI_CONNECTOR_H */
