/* Made by `script/abi --update` from layout.tsv and constants.tsv: the header as compiled agrees
 * with both. Compiled as C11 and as C++17 by tests/abi. Do not edit. */
#ifndef AMFS_ABI_LAYOUT_ASSERTS_H
#define AMFS_ABI_LAYOUT_ASSERTS_H

#include "amfs/abi/connector.h"

/* clang-format off */
#ifdef __cplusplus
#include <type_traits>
#define AMFS_LAYOUT(type, field, offset, size, ...)                                        \
  static_assert(offsetof(type, field) == (offset) && sizeof(type::field) == (size) &&      \
                    std::is_same<decltype(type::field), __VA_ARGS__>::value,               \
                #type "." #field)
#define AMFS_LAYOUT_TYPEDEF(type, size, ...)                                               \
  static_assert(sizeof(type) == (size) && std::is_same<type, __VA_ARGS__>::value, #type)
#else
#define AMFS_LAYOUT(type, field, offset, size, ...)                                        \
  _Static_assert(offsetof(type, field) == (offset) && sizeof(((type*)0)->field) == (size), \
                 #type "." #field)
#define AMFS_LAYOUT_TYPEDEF(type, size, ...) _Static_assert(sizeof(type) == (size), #type)
#endif
AMFS_LAYOUT_TYPEDEF(amfs_status, 4, int32_t);

AMFS_LAYOUT(amfs_str, ptr, 0, 8, const char*);
AMFS_LAYOUT(amfs_str, len, 8, 8, uint64_t);
AMFS_STATIC_ASSERT(sizeof(amfs_str) == 16, "amfs_str");
#define AMFS_BASE_SIZE_amfs_str 16u

AMFS_LAYOUT(amfs_kv, key, 0, 16, amfs_str);
AMFS_LAYOUT(amfs_kv, value, 16, 16, amfs_str);
AMFS_STATIC_ASSERT(sizeof(amfs_kv) == 32, "amfs_kv");
#define AMFS_BASE_SIZE_amfs_kv 32u

AMFS_LAYOUT(amfs_event, struct_size, 0, 4, uint32_t);
AMFS_LAYOUT(amfs_event, flags, 4, 4, uint32_t);
AMFS_LAYOUT(amfs_event, event_id, 8, 16, amfs_str);
AMFS_LAYOUT(amfs_event, delivery_id, 24, 16, amfs_str);
AMFS_LAYOUT(amfs_event, event_type, 40, 16, amfs_str);
AMFS_LAYOUT(amfs_event, connector, 56, 16, amfs_str);
AMFS_LAYOUT(amfs_event, endpoint, 72, 16, amfs_str);
AMFS_LAYOUT(amfs_event, method, 88, 16, amfs_str);
AMFS_LAYOUT(amfs_event, query, 104, 16, amfs_str);
AMFS_LAYOUT(amfs_event, content_type, 120, 16, amfs_str);
AMFS_LAYOUT(amfs_event, body, 136, 16, amfs_str);
AMFS_LAYOUT(amfs_event, payload, 152, 16, amfs_str);
AMFS_LAYOUT(amfs_event, headers, 168, 8, const amfs_kv*);
AMFS_LAYOUT(amfs_event, header_count, 176, 4, uint32_t);
AMFS_LAYOUT(amfs_event, attempt, 180, 4, uint32_t);
AMFS_LAYOUT(amfs_event, received_unix_ns, 184, 8, int64_t);
AMFS_LAYOUT(amfs_event, occurred_unix_ns, 192, 8, int64_t);
AMFS_LAYOUT(amfs_event, deadline_mono_ns, 200, 8, int64_t);
AMFS_STATIC_ASSERT(sizeof(amfs_event) == 208, "amfs_event");
#define AMFS_BASE_SIZE_amfs_event 208u

AMFS_LAYOUT(amfs_result, struct_size, 0, 4, uint32_t);
AMFS_LAYOUT(amfs_result, flags, 4, 4, uint32_t);
AMFS_LAYOUT(amfs_result, operation, 8, 4, uint32_t);
AMFS_LAYOUT(amfs_result, memory_type, 12, 4, uint32_t);
AMFS_LAYOUT(amfs_result, entity_path, 16, 16, amfs_str);
AMFS_LAYOUT(amfs_result, key, 32, 16, amfs_str);
AMFS_LAYOUT(amfs_result, value_json, 48, 16, amfs_str);
AMFS_LAYOUT(amfs_result, label, 64, 16, amfs_str);
AMFS_LAYOUT(amfs_result, summary, 80, 16, amfs_str);
AMFS_LAYOUT(amfs_result, source, 96, 16, amfs_str);
AMFS_LAYOUT(amfs_result, pattern_refs, 112, 8, const amfs_str*);
AMFS_LAYOUT(amfs_result, pattern_ref_count, 120, 4, uint32_t);
AMFS_LAYOUT(amfs_result, reserved, 124, 4, uint32_t);
AMFS_LAYOUT(amfs_result, confidence, 128, 8, double);
AMFS_LAYOUT(amfs_result, occurred_unix_ns, 136, 8, int64_t);
AMFS_LAYOUT(amfs_result, ttl_at_unix_ns, 144, 8, int64_t);
AMFS_STATIC_ASSERT(sizeof(amfs_result) == 152, "amfs_result");
#define AMFS_BASE_SIZE_amfs_result 152u

AMFS_LAYOUT(amfs_error, struct_size, 0, 4, uint32_t);
AMFS_LAYOUT(amfs_error, code, 4, 4, int32_t);
AMFS_LAYOUT(amfs_error, message, 8, 16, amfs_str);
AMFS_LAYOUT(amfs_error, field, 24, 16, amfs_str);
AMFS_LAYOUT(amfs_error, hint, 40, 16, amfs_str);
AMFS_LAYOUT(amfs_error, retry_after_ms, 56, 8, int64_t);
AMFS_STATIC_ASSERT(sizeof(amfs_error) == 64, "amfs_error");
#define AMFS_BASE_SIZE_amfs_error 64u

AMFS_LAYOUT(amfs_sink, struct_size, 0, 4, uint32_t);
AMFS_LAYOUT(amfs_sink, reserved, 4, 4, uint32_t);
AMFS_LAYOUT(amfs_sink, ctx, 8, 8, void*);
AMFS_LAYOUT(amfs_sink, emit, 16, 8, amfs_status (*)(const amfs_sink*, const amfs_result*));
AMFS_LAYOUT(amfs_sink, fail, 24, 8, void (*)(const amfs_sink*, const amfs_error*));
AMFS_LAYOUT(amfs_sink, cancelled, 32, 8, uint32_t (*)(const amfs_sink*));
AMFS_LAYOUT(amfs_sink, get_extension, 40, 8, const void* (*)(const amfs_sink*, amfs_str));
AMFS_STATIC_ASSERT(sizeof(amfs_sink) == 48, "amfs_sink");
#define AMFS_BASE_SIZE_amfs_sink 48u

AMFS_LAYOUT(amfs_record, struct_size, 0, 4, uint32_t);
AMFS_LAYOUT(amfs_record, flags, 4, 4, uint32_t);
AMFS_LAYOUT(amfs_record, entity_path, 8, 16, amfs_str);
AMFS_LAYOUT(amfs_record, key, 24, 16, amfs_str);
AMFS_LAYOUT(amfs_record, value_json, 40, 16, amfs_str);
AMFS_LAYOUT(amfs_record, agent_id, 56, 16, amfs_str);
AMFS_LAYOUT(amfs_record, pattern_refs, 72, 8, const amfs_str*);
AMFS_LAYOUT(amfs_record, pattern_ref_count, 80, 4, uint32_t);
AMFS_LAYOUT(amfs_record, memory_type, 84, 4, uint32_t);
AMFS_LAYOUT(amfs_record, confidence, 88, 8, double);
AMFS_LAYOUT(amfs_record, version, 96, 8, uint64_t);
AMFS_LAYOUT(amfs_record, occurred_unix_ns, 104, 8, int64_t);
AMFS_LAYOUT(amfs_record, written_unix_ns, 112, 8, int64_t);
AMFS_LAYOUT(amfs_record, ttl_at_unix_ns, 120, 8, int64_t);
AMFS_STATIC_ASSERT(sizeof(amfs_record) == 128, "amfs_record");
#define AMFS_BASE_SIZE_amfs_record 128u
AMFS_LAYOUT_TYPEDEF(amfs_record_fn, 8, int32_t (*)(void*, const amfs_record*));

AMFS_LAYOUT(amfs_memory, struct_size, 0, 4, uint32_t);
AMFS_LAYOUT(amfs_memory, reserved, 4, 4, uint32_t);
AMFS_LAYOUT(amfs_memory, get, 8, 8, amfs_status (*)(const amfs_sink*, amfs_str, amfs_str, amfs_record_fn, void*));
AMFS_LAYOUT(amfs_memory, find_ref, 16, 8, amfs_status (*)(const amfs_sink*, amfs_str, amfs_record_fn, void*));
AMFS_LAYOUT(amfs_memory, list, 24, 8, amfs_status (*)(const amfs_sink*, amfs_str, uint32_t, amfs_record_fn, void*));
AMFS_STATIC_ASSERT(sizeof(amfs_memory) == 32, "amfs_memory");
#define AMFS_BASE_SIZE_amfs_memory 32u

AMFS_LAYOUT(amfs_sigcheck, struct_size, 0, 4, uint32_t);
AMFS_LAYOUT(amfs_sigcheck, flags, 4, 4, uint32_t);
AMFS_LAYOUT(amfs_sigcheck, body, 8, 16, amfs_str);
AMFS_LAYOUT(amfs_sigcheck, signature, 24, 16, amfs_str);
AMFS_LAYOUT(amfs_sigcheck, timestamp, 40, 16, amfs_str);
AMFS_LAYOUT(amfs_sigcheck, id, 56, 16, amfs_str);
AMFS_LAYOUT(amfs_sigcheck, method, 72, 16, amfs_str);
AMFS_LAYOUT(amfs_sigcheck, url, 88, 16, amfs_str);
AMFS_LAYOUT(amfs_sigcheck, headers, 104, 8, const amfs_kv*);
AMFS_LAYOUT(amfs_sigcheck, header_count, 112, 4, uint32_t);
AMFS_LAYOUT(amfs_sigcheck, secret_count, 116, 4, uint32_t);
AMFS_LAYOUT(amfs_sigcheck, received_unix_ns, 120, 8, int64_t);
AMFS_LAYOUT(amfs_sigcheck, tolerance_ns, 128, 8, int64_t);
AMFS_LAYOUT(amfs_sigcheck, ctx, 136, 8, void*);
AMFS_LAYOUT(amfs_sigcheck, verify_hmac, 144, 8, amfs_status (*)(const amfs_sigcheck*, uint32_t, uint32_t, const amfs_str*, uint32_t, amfs_str));
AMFS_STATIC_ASSERT(sizeof(amfs_sigcheck) == 152, "amfs_sigcheck");
#define AMFS_BASE_SIZE_amfs_sigcheck 152u

AMFS_LAYOUT(amfs_host, struct_size, 0, 4, uint32_t);
AMFS_LAYOUT(amfs_host, abi_major, 4, 2, uint16_t);
AMFS_LAYOUT(amfs_host, abi_minor, 6, 2, uint16_t);
AMFS_LAYOUT(amfs_host, ctx, 8, 8, void*);
AMFS_LAYOUT(amfs_host, name, 16, 16, amfs_str);
AMFS_LAYOUT(amfs_host, version, 32, 16, amfs_str);
AMFS_LAYOUT(amfs_host, log, 48, 8, void (*)(const amfs_host*, int32_t, amfs_str, const amfs_kv*, uint32_t));
AMFS_LAYOUT(amfs_host, log_enabled, 56, 8, uint32_t (*)(const amfs_host*, int32_t));
AMFS_LAYOUT(amfs_host, now_unix_ns, 64, 8, int64_t (*)(const amfs_host*));
AMFS_LAYOUT(amfs_host, now_mono_ns, 72, 8, int64_t (*)(const amfs_host*));
AMFS_LAYOUT(amfs_host, get_extension, 80, 8, const void* (*)(const amfs_host*, amfs_str));
AMFS_STATIC_ASSERT(sizeof(amfs_host) == 88, "amfs_host");
#define AMFS_BASE_SIZE_amfs_host 88u

AMFS_LAYOUT(amfs_create_args, struct_size, 0, 4, uint32_t);
AMFS_LAYOUT(amfs_create_args, reserved, 4, 4, uint32_t);
AMFS_LAYOUT(amfs_create_args, connector_name, 8, 16, amfs_str);
AMFS_LAYOUT(amfs_create_args, connector_version, 24, 16, amfs_str);
AMFS_LAYOUT(amfs_create_args, entity_path, 40, 16, amfs_str);
AMFS_LAYOUT(amfs_create_args, config_json, 56, 16, amfs_str);
AMFS_LAYOUT(amfs_create_args, env, 72, 8, const amfs_kv*);
AMFS_LAYOUT(amfs_create_args, env_count, 80, 4, uint32_t);
AMFS_LAYOUT(amfs_create_args, event_schema, 84, 4, uint32_t);
AMFS_LAYOUT(amfs_create_args, class_name, 88, 16, amfs_str);
AMFS_STATIC_ASSERT(sizeof(amfs_create_args) == 104, "amfs_create_args");
#define AMFS_BASE_SIZE_amfs_create_args 104u

AMFS_LAYOUT(amfs_class, struct_size, 0, 4, uint32_t);
AMFS_LAYOUT(amfs_class, flags, 4, 4, uint32_t);
AMFS_LAYOUT(amfs_class, class_name, 8, 16, amfs_str);
AMFS_LAYOUT(amfs_class, version, 24, 16, amfs_str);
AMFS_LAYOUT(amfs_class, summary, 40, 16, amfs_str);
AMFS_LAYOUT(amfs_class, config_schema_json, 56, 16, amfs_str);
AMFS_LAYOUT(amfs_class, create, 72, 8, amfs_status (*)(const amfs_host*, const amfs_create_args*, const amfs_sink*, amfs_instance**));
AMFS_LAYOUT(amfs_class, destroy, 80, 8, void (*)(amfs_instance*));
AMFS_LAYOUT(amfs_class, transform, 88, 8, amfs_status (*)(amfs_instance*, const amfs_event*, const amfs_sink*));
AMFS_LAYOUT(amfs_class, validate_signature, 96, 8, amfs_status (*)(amfs_instance*, const amfs_sigcheck*, const amfs_sink*));
AMFS_LAYOUT(amfs_class, get_extension, 104, 8, const void* (*)(amfs_str));
AMFS_STATIC_ASSERT(sizeof(amfs_class) == 112, "amfs_class");
#define AMFS_BASE_SIZE_amfs_class 112u

AMFS_LAYOUT(amfs_entry, struct_size, 0, 4, uint32_t);
AMFS_LAYOUT(amfs_entry, abi_major, 4, 2, uint16_t);
AMFS_LAYOUT(amfs_entry, abi_minor, 6, 2, uint16_t);
AMFS_LAYOUT(amfs_entry, min_host_minor, 8, 2, uint16_t);
AMFS_LAYOUT(amfs_entry, reserved, 10, 2, uint16_t);
AMFS_LAYOUT(amfs_entry, class_count, 12, 4, uint32_t);
AMFS_LAYOUT(amfs_entry, get_class, 16, 8, const amfs_class* (*)(uint32_t));
AMFS_LAYOUT(amfs_entry, get_extension, 24, 8, const void* (*)(amfs_str));
AMFS_STATIC_ASSERT(sizeof(amfs_entry) == 32, "amfs_entry");
#define AMFS_BASE_SIZE_amfs_entry 32u
AMFS_LAYOUT_TYPEDEF(amfs_entry_fn, 8, const amfs_entry* (*)(void));

AMFS_LAYOUT(amfs_note_desc, abi_major, 0, 4, uint32_t);
AMFS_LAYOUT(amfs_note_desc, abi_minor, 4, 4, uint32_t);
AMFS_LAYOUT(amfs_note_desc, min_host_minor, 8, 4, uint32_t);
AMFS_LAYOUT(amfs_note_desc, sdk_version_packed, 12, 4, uint32_t);
AMFS_LAYOUT(amfs_note_desc, cpp_standard, 16, 4, uint32_t);
AMFS_LAYOUT(amfs_note_desc, compiler_id, 20, 4, uint32_t);
AMFS_STATIC_ASSERT(sizeof(amfs_note_desc) == 24, "amfs_note_desc");
#define AMFS_BASE_SIZE_amfs_note_desc 24u

AMFS_LAYOUT(amfs_note, namesz, 0, 4, uint32_t);
AMFS_LAYOUT(amfs_note, descsz, 4, 4, uint32_t);
AMFS_LAYOUT(amfs_note, type, 8, 4, uint32_t);
AMFS_LAYOUT(amfs_note, name, 12, 8, char[8]);
AMFS_LAYOUT(amfs_note, desc, 20, 24, amfs_note_desc);
AMFS_STATIC_ASSERT(sizeof(amfs_note) == 44, "amfs_note");
#define AMFS_BASE_SIZE_amfs_note 44u

AMFS_STATIC_ASSERT((AMFS_OK) == (0), "AMFS_OK");
AMFS_STATIC_ASSERT((AMFS_SKIP) == (1), "AMFS_SKIP");
AMFS_STATIC_ASSERT((AMFS_UNMATCHED) == (2), "AMFS_UNMATCHED");
AMFS_STATIC_ASSERT((AMFS_SIG_INVALID) == (2), "AMFS_SIG_INVALID");
AMFS_STATIC_ASSERT((AMFS_RETRY) == (-2), "AMFS_RETRY");
AMFS_STATIC_ASSERT((AMFS_BAD_CONFIG) == (-3), "AMFS_BAD_CONFIG");
AMFS_STATIC_ASSERT((AMFS_UNSUPPORTED) == (-4), "AMFS_UNSUPPORTED");
AMFS_STATIC_ASSERT((AMFS_LIMIT) == (-5), "AMFS_LIMIT");
AMFS_STATIC_ASSERT((AMFS_CANCELLED) == (-6), "AMFS_CANCELLED");
AMFS_STATIC_ASSERT((AMFS_INTERNAL) == (-7), "AMFS_INTERNAL");
AMFS_STATIC_ASSERT((AMFS_EVENT_REPLAY) == (1), "AMFS_EVENT_REPLAY");
AMFS_STATIC_ASSERT((AMFS_EVENT_TEST) == (2), "AMFS_EVENT_TEST");
AMFS_STATIC_ASSERT((AMFS_EVENT_FORM) == (4), "AMFS_EVENT_FORM");
AMFS_STATIC_ASSERT((AMFS_EVENT_ID_SIGNED) == (8), "AMFS_EVENT_ID_SIGNED");
AMFS_STATIC_ASSERT((AMFS_EVENT_ID_REUSED) == (16), "AMFS_EVENT_ID_REUSED");
AMFS_STATIC_ASSERT((AMFS_OP_WRITE) == (1), "AMFS_OP_WRITE");
AMFS_STATIC_ASSERT((AMFS_OP_RECORD_CONTEXT) == (2), "AMFS_OP_RECORD_CONTEXT");
AMFS_STATIC_ASSERT((AMFS_MEMORY_FACT) == (0), "AMFS_MEMORY_FACT");
AMFS_STATIC_ASSERT((AMFS_MEMORY_BELIEF) == (1), "AMFS_MEMORY_BELIEF");
AMFS_STATIC_ASSERT((AMFS_MEMORY_EXPERIENCE) == (2), "AMFS_MEMORY_EXPERIENCE");
AMFS_STATIC_ASSERT((AMFS_RESULT_HAS_CONFIDENCE) == (1), "AMFS_RESULT_HAS_CONFIDENCE");
AMFS_STATIC_ASSERT(sizeof(AMFS_EXT_MEMORY) == sizeof("amfs.memory/1"), "AMFS_EXT_MEMORY");
AMFS_STATIC_ASSERT((AMFS_HMAC_SHA1) == (1), "AMFS_HMAC_SHA1");
AMFS_STATIC_ASSERT((AMFS_HMAC_SHA256) == (2), "AMFS_HMAC_SHA256");
AMFS_STATIC_ASSERT((AMFS_HMAC_SHA512) == (3), "AMFS_HMAC_SHA512");
AMFS_STATIC_ASSERT((AMFS_LOG_DEBUG) == (1), "AMFS_LOG_DEBUG");
AMFS_STATIC_ASSERT((AMFS_LOG_INFO) == (2), "AMFS_LOG_INFO");
AMFS_STATIC_ASSERT((AMFS_LOG_WARNING) == (3), "AMFS_LOG_WARNING");
AMFS_STATIC_ASSERT((AMFS_LOG_ERROR) == (4), "AMFS_LOG_ERROR");
AMFS_STATIC_ASSERT((AMFS_CLASS_REENTRANT) == (1), "AMFS_CLASS_REENTRANT");
AMFS_STATIC_ASSERT(sizeof(AMFS_ENTRY_SYMBOL) == sizeof("amfs_connector_entry_v1"), "AMFS_ENTRY_SYMBOL");
AMFS_STATIC_ASSERT(sizeof(AMFS_NOTE_SECTION) == sizeof(".note.amfs"), "AMFS_NOTE_SECTION");
AMFS_STATIC_ASSERT(sizeof(AMFS_NOTE_OWNER) == sizeof("AMFS"), "AMFS_NOTE_OWNER");
AMFS_STATIC_ASSERT((AMFS_NOTE_TYPE) == (1), "AMFS_NOTE_TYPE");
AMFS_STATIC_ASSERT((AMFS_COMPILER_OTHER) == (0), "AMFS_COMPILER_OTHER");
AMFS_STATIC_ASSERT((AMFS_COMPILER_GCC) == (1), "AMFS_COMPILER_GCC");
AMFS_STATIC_ASSERT((AMFS_COMPILER_CLANG) == (2), "AMFS_COMPILER_CLANG");
/* clang-format on */

#endif /* AMFS_ABI_LAYOUT_ASSERTS_H */
