/* The torture connector against the bare ABI: plain C11, no SDK. Does what torture.cpp does, event
 * type by event type. Where torture.cpp reads JSON, the same text stands here as a constant: what
 * is under test is the border, not another JSON parser. Also built against every released header.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/abi/json_texts.h"
#include "tests/abi/torture_instance.h"

enum { MANY = 200, TOO_MANY = 300, TOO_MANY_READS = 65 };

static char* format(amfs_instance* self, const char* pattern, ...) {
  va_list arguments;
  va_start(arguments, pattern);
  vsnprintf(self->text, sizeof self->text, pattern, arguments);
  va_end(arguments);
  return self->text;
}

#define STR(text) (int)(text).len, (text).len > 0 ? (text).ptr : ""

/* ---- results ------------------------------------------------------------------------------- */

static amfs_result result_of(uint32_t operation) {
  amfs_result result = {.struct_size = sizeof result, .operation = operation};
#ifdef AMFS_TEST_GROWN
  result.appended_later = UINT64_MAX; /* a host of today must not look at it */
#endif
  return result;
}

static amfs_status emit(const amfs_sink* sink, const amfs_result* result) {
  const amfs_status status = sink->emit(sink, result);
  return status == AMFS_OK ? AMFS_OK : fail(sink, status, "the host took no more results", 0);
}

static amfs_status write_at(amfs_instance* self, const amfs_sink* sink, const char* segment,
                            amfs_result* result, const char* key, amfs_str value) {
  char path[PATH_MAX_BYTES + 16];
  snprintf(path, sizeof path, "%s/%s", self->entity_path, segment);
  result->entity_path = str(path);
  result->key = str(key);
  result->value_json = value;
  return emit(sink, result);
}

static amfs_status one(amfs_instance* self, const amfs_sink* sink, const char* key,
                       const char* value) {
  amfs_result result = result_of(AMFS_OP_WRITE);
  return write_at(self, sink, "things", &result, key, str(value));
}

static amfs_status many(amfs_instance* self, const amfs_sink* sink, int count) {
  for (int i = 0; i < count; ++i) {
    char key[32];
    snprintf(key, sizeof key, "item-%d", i);
    const amfs_status status = one(self, sink, key, format(self, "{\"n\":%d}", i));
    if (status != AMFS_OK) return status;
  }
  return AMFS_OK;
}

static amfs_status large(amfs_instance* self, const amfs_sink* sink, const char* key, char filler,
                         size_t bytes) {
  char* text = malloc(bytes + 2);
  if (text == NULL) return fail(sink, AMFS_INTERNAL, "out of memory", 0);
  memset(text, filler, bytes + 2);
  text[0] = text[bytes + 1] = '"';
  amfs_result result = result_of(AMFS_OP_WRITE);
  const amfs_str value = {text, bytes + 2};
  const amfs_status status = write_at(self, sink, "things", &result, key, value);
  free(text);
  return status;
}

static amfs_status full(amfs_instance* self, const amfs_sink* sink) {
  const amfs_str refs[] = {str("torture:1"), str("torture:2")};
  amfs_result result = result_of(AMFS_OP_WRITE);
  result.flags = AMFS_RESULT_HAS_CONFIDENCE;
  result.confidence = 0.25;
  result.memory_type = AMFS_MEMORY_EXPERIENCE;
  result.summary = str("a headline");
  result.pattern_refs = refs;
  result.pattern_ref_count = 2;
  result.occurred_unix_ns = 1790000000000000007;
  result.ttl_at_unix_ns = result.occurred_unix_ns + INT64_C(3600000000000);
  return write_at(self, sink, "deep/er/thing", &result, "full-1", str("{\"n\":1}"));
}

static amfs_status context(const amfs_sink* sink) {
  amfs_result first = result_of(AMFS_OP_RECORD_CONTEXT);
  first.label = str("note-1");
  first.summary = str("what happened");
  first.source = str("elsewhere");
  first.entity_path = str("p");
  first.key = str("k");
  const amfs_status status = emit(sink, &first);
  if (status != AMFS_OK) return status;
  amfs_result second = result_of(AMFS_OP_RECORD_CONTEXT);
  second.label = str("note-2");
  second.summary = str("twice");
  second.ttl_at_unix_ns = 1800000000000000000;
  return emit(sink, &second);
}

static amfs_status bad_ref(amfs_instance* self, const amfs_sink* sink) {
  const amfs_str refs[] = {{NULL, 0}};
  amfs_result result = result_of(AMFS_OP_WRITE);
  result.pattern_refs = refs;
  result.pattern_ref_count = 1;
  return write_at(self, sink, "x", &result, "bad", str("{\"n\":1}"));
}

/* ---- the event, memory, surroundings ----------------------------------------------------------
 */

static amfs_str header(const amfs_kv* headers, uint32_t count, const char* name) {
  for (uint32_t i = 0; i < count; ++i) {
    if (equal(headers[i].key, name)) return headers[i].value;
  }
  return str("");
}

static amfs_status describe_event(amfs_instance* self, const amfs_event* event,
                                  const amfs_sink* sink) {
  const amfs_str one_header = header(event->headers, event->header_count, "X-One");
  const amfs_str nul_header = header(event->headers, event->header_count, "X-Nul");
  const int64_t occurred =
      event->occurred_unix_ns != 0 ? event->occurred_unix_ns : event->received_unix_ns;
  format(
      self,
      "{\"event_id\":\"%.*s\",\"delivery_id\":\"%.*s\",\"type\":\"%.*s\",\"connector\":\"%.*s\","
      "\"endpoint\":\"%.*s\",\"query\":\"%.*s\",\"content_type\":\"%.*s\",\"body_bytes\":%" PRIu64
      ",\"header\":\"%.*s\",\"header_bytes\":%" PRIu64 ",\"no_header\":\"\",\"attempt\":%" PRIu32
      ",\"replay\":%s,\"test\":%s,\"received\":%" PRId64 ",\"occurred\":%" PRId64 "}",
      STR(event->event_id), STR(event->delivery_id), STR(event->event_type), STR(event->connector),
      STR(event->endpoint), STR(event->query), STR(event->content_type), event->body.len,
      STR(one_header), nul_header.len, event->attempt,
      event->flags & AMFS_EVENT_REPLAY ? "true" : "false",
      event->flags & AMFS_EVENT_TEST ? "true" : "false", event->received_unix_ns, occurred);
  return one(self, sink, "event", self->text);
}

typedef struct Found {
  int count;
  uint64_t version;
  int64_t occurred, written;
  double confidence;
  uint32_t memory_type;
  char path[64], key[64], value[256], agent[64], refs[256], keys[256];
} Found;

static int32_t receive(void* user, const amfs_record* record) {
  Found* found = user;
  if (!AMFS_HAS(amfs_record, record, ttl_at_unix_ns)) return 1;
  if (found->count++ > 0) strcat(found->keys, ",");
  copy(found->path, sizeof found->path, record->entity_path);
  copy(found->key, sizeof found->key, record->key);
  copy(found->value, sizeof found->value, record->value_json);
  copy(found->agent, sizeof found->agent, record->agent_id);
  found->version = record->version;
  found->occurred = record->occurred_unix_ns;
  found->written = record->written_unix_ns;
  found->confidence = record->confidence;
  found->memory_type = record->memory_type;
  found->refs[0] = '\0';
  for (uint32_t i = 0; i < record->pattern_ref_count; ++i) {
    char ref[64];
    copy(ref, sizeof ref, record->pattern_refs[i]);
    snprintf(found->refs + strlen(found->refs), 80, "%s\"%s\"", i > 0 ? "," : "", ref);
  }
  snprintf(found->keys + strlen(found->keys), 80, "\"%s\"", found->key);
  return 0;
}

static const amfs_memory* memory_of(const amfs_sink* sink) {
  const amfs_memory* memory = sink->get_extension(sink, str(AMFS_EXT_MEMORY));
  return memory != NULL && AMFS_HAS(amfs_memory, memory, list) ? memory : NULL;
}

static amfs_status read_memory(amfs_instance* self, const amfs_sink* sink) {
  char path[PATH_MAX_BYTES + 16];
  snprintf(path, sizeof path, "%s/memory", self->entity_path);
  const amfs_memory* memory = memory_of(sink);
  Found first = {0}, by_ref = {0}, two = {0}, all = {0}, none = {0};
  if (memory == NULL) {
    return fail(sink, AMFS_INTERNAL,
                "memory can be read only inside transform, and with permissions.memory_read: true "
                "in connector.yaml",
                0);
  }
  memory->get(sink, str(path), str("a"), receive, &first);
  memory->find_ref(sink, str("torture:b"), receive, &by_ref);
  memory->list(sink, str(path), 2, receive, &two);
  memory->list(sink, str(path), 0, receive, &all);
  memory->get(sink, str(path), str("none"), receive, &none);
  format(self,
         "{\"path\":\"%s\",\"value\":%s,\"version\":%" PRIu64
         ",\"agent\":\"%s\",\"occurred\":%" PRId64 ",\"written\":%" PRId64
         ",\"confidence\":%g,\"belief\":%s,\"by_ref\":\"%s\",\"refs\":[%s],\"listed\":[%s],"
         "\"all\":%d,\"miss\":%s}",
         first.path, first.value, first.version, first.agent, first.occurred, first.written,
         first.confidence, first.memory_type == AMFS_MEMORY_BELIEF ? "true" : "false", by_ref.key,
         by_ref.refs, two.keys, all.count, none.count == 0 ? "true" : "false");
  return one(self, sink, "memory", self->text);
}

static amfs_status read_too_much(amfs_instance* self, const amfs_sink* sink) {
  const amfs_memory* memory = memory_of(sink);
  amfs_status status = memory == NULL ? AMFS_INTERNAL : AMFS_OK;
  for (int i = 0; i < TOO_MANY_READS && status == AMFS_OK; ++i) {
    Found found = {0};
    status = memory->get(sink, str(self->entity_path), str("none"), receive, &found);
  }
  if (status == AMFS_OK) return one(self, sink, "memory", "{\"n\":1}");
  return fail(sink, status, "too much memory read for one event", 0);
}

static amfs_status log_all(amfs_instance* self, const amfs_sink* sink) {
  const amfs_host* host = self->host;
  const amfs_kv pairs[] = {{str("a"), str("1")}, {str("b"), str("two words")}};
  const amfs_kv why = {str("why"), str("because")};
  if (host->log_enabled(host, AMFS_LOG_DEBUG) != 0)
    return fail(sink, AMFS_UNMATCHED, "debug lines are not wanted here", 0);
  host->log(host, AMFS_LOG_INFO, str("informed"), pairs, 2);
  host->log(host, AMFS_LOG_WARNING, str("warned"), NULL, 0);
  host->log(host, AMFS_LOG_ERROR, str("failed\nin two lines"), &why, 1);
  return AMFS_OK;
}

/* ---- every event type
 * --------------------------------------------------------------------------------- */

static amfs_status refuse(const amfs_event* event, const amfs_sink* sink) {
  const amfs_str type = event->event_type;
  if (equal(type, "throw.std")) return fail(sink, AMFS_INTERNAL, "thrown on purpose", 0);
  if (equal(type, "throw.int") || equal(type, "throw.string"))
    return fail(sink, AMFS_INTERNAL, "threw something that is no std::exception", 0);
  if (equal(type, "throw.alloc")) return fail(sink, AMFS_INTERNAL, "out of memory", 0);
  if (equal(type, "throw.retry")) return fail(sink, AMFS_RETRY, "thrown retry", 70);
  if (equal(type, "throw.unmatched")) return fail(sink, AMFS_UNMATCHED, "thrown unmatched", 0);
  if (equal(type, "throw.config"))
    return fail(sink, AMFS_BAD_CONFIG, "config.fail is set; remove it", 0);
  if (equal(type, "skip")) return fail(sink, AMFS_SKIP, "skipped on purpose", 0);
  if (equal(type, "unmatched")) return fail(sink, AMFS_UNMATCHED, "not mine", 0);
  if (equal(type, "retry")) return fail(sink, AMFS_RETRY, "later", 1500);
  if (equal(type, "need"))
    return fail(sink, AMFS_UNMATCHED, "the payload has no text or number at /nope", 0);
  if (equal(type, "path"))
    return fail(sink, AMFS_UNMATCHED,
                "a path segment is empty: the payload lacks the name of the entity", 0);
  if (equal(type, "cancel") && sink->cancelled(sink) != 0)
    return fail(sink, AMFS_RETRY, "cancelled", 0);
  return AMFS_OK;
}

amfs_status torture_transform(amfs_instance* self, const amfs_event* event, const amfs_sink* sink) {
  if (!AMFS_HAS(amfs_event, event, deadline_mono_ns))
    return fail(sink, AMFS_INTERNAL, "the host's amfs_event is older than this library", 0);
  const amfs_str type = event->event_type;
  if (equal(type, "event")) return describe_event(self, event, sink);
  if (equal(type, "json")) {
    if (!equal(event->payload, JSON_PAYLOAD))
      return fail(sink, AMFS_UNMATCHED, "the payload is not JSON at byte 1", 0);
    return one(self, sink, "json", JSON_VALUE);
  }
  if (equal(type, "value")) return one(self, sink, "value", BUILT_VALUE);
  if (equal(type, "memory")) return read_memory(self, sink);
  if (equal(type, "memory.limit")) return read_too_much(self, sink);
  if (equal(type, "config"))
    return one(self, sink, "config",
               format(self, "{\"config\":%s,\"a\":\"%s\",\"b\":\"%s\"}", self->config, self->env_a,
                      self->env_b));
  if (equal(type, "clock"))
    return one(self, sink, "clock",
               format(self, "{\"now\":%" PRId64 "}", self->host->now_unix_ns(self->host)));
  if (equal(type, "count"))
    return one(self, sink, "count", format(self, "{\"n\":%d}", ++self->count));
  if (equal(type, "full")) return full(self, sink);
  if (equal(type, "context")) return context(sink);
  if (equal(type, "log")) return log_all(self, sink);
  if (equal(type, "many")) return many(self, sink, MANY);
  if (equal(type, "too_many")) return many(self, sink, TOO_MANY);
  if (equal(type, "big")) return large(self, sink, "big", 'b', (size_t)200 * 1024);
  if (equal(type, "huge")) return large(self, sink, "huge", 'h', (size_t)300 * 1024);
  if (equal(type, "bad_ref")) return bad_ref(self, sink);
  return refuse(event, sink);
}
