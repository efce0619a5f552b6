/* The sample connector of the validator's tests: good as it is, and with one -DBAD_… wrong in
 * exactly one way. Plain C, so that each variant builds in a moment.
 *
 * It writes two entries for every event with an "id", and leaves the others alone. */
#include <amfs/abi/connector.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#if defined(BAD_THROWS)
#include <unwind.h>
#endif

#include "load_faults.h"

struct amfs_instance {
  char path[512];
  size_t path_length;
  const char* kept;
  unsigned used;
};

static amfs_str text(const char* chars) {
  const amfs_str out = {chars, strlen(chars)};
  return out;
}

static int contains(amfs_str whole, const char* part) {
  const size_t length = strlen(part);
  for (uint64_t at = 0; at + length <= whole.len; ++at) {
    if (memcmp(whole.ptr + at, part, length) == 0) return 1;
  }
  return 0;
}

static amfs_status say(const amfs_sink* sink, amfs_status status, const char* why) {
  amfs_error error = {0};
  error.struct_size = sizeof(error);
  error.code = status;
  error.message = text(why);
  sink->fail(sink, &error);
  return status;
}

#include "call_faults.h"

/* ---- instances ------------------------------------------------------------------------------- */

static unsigned created = 0;

static amfs_status create(const amfs_host* host, const amfs_create_args* args,
                          const amfs_sink* sink, amfs_instance** out) {
  *out = NULL;
  ++created;
  if (host->struct_size < sizeof(amfs_host) || args->struct_size < sizeof(amfs_create_args))
    return say(sink, AMFS_INTERNAL, "the host is too old");
  if (contains(args->config_json, "validate-unexpected")) {
#if defined(BAD_CONFIG_STATUS)
    return say(sink, AMFS_INTERNAL, "what is that");
#elif defined(BAD_CONFIG_SILENT)
    return AMFS_BAD_CONFIG;
#else
    return say(sink, AMFS_BAD_CONFIG, "config has a member that is not known; remove it");
#endif
  }
#if defined(BAD_CREATE_FEW)
  if (created > 500) return say(sink, AMFS_INTERNAL, "no more room");
#endif
  amfs_instance* made = calloc(1, sizeof(*made));
  if (made == NULL || args->entity_path.len > sizeof(made->path)) {
    free(made);
    return say(sink, AMFS_INTERNAL, "out of memory");
  }
  memcpy(made->path, args->entity_path.ptr, args->entity_path.len);
  made->path_length = args->entity_path.len;
#if defined(BAD_CREATE_LEAK)
  lose(16 * 1024);
#endif
  *out = made;
  return AMFS_OK;
}

static void destroy(amfs_instance* instance) {
#if defined(BAD_DESTROY_NULL)
  *(volatile char*)instance->path = 0;
#endif
  free(instance);
}

/* ---- events ---------------------------------------------------------------------------------- */

static amfs_status emit(const amfs_instance* instance, const amfs_sink* sink, const char* key,
                        const char* value) {
  amfs_result result = {0};
  result.struct_size = sizeof(result);
  result.operation = AMFS_OP_WRITE;
  result.entity_path.ptr = instance->path;
  result.entity_path.len = instance->path_length;
#if defined(BAD_PATH)
  result.entity_path = text("elsewhere");
#endif
#if defined(BAD_RESERVED)
  result.reserved = 7;
#endif
  result.key = text(key);
  result.value_json = text(value);
  return sink->emit(sink, &result);
}

static amfs_status transform(amfs_instance* instance, const amfs_event* event,
                             const amfs_sink* sink) {
  if (event->struct_size < sizeof(amfs_event)) return say(sink, AMFS_INTERNAL, "too old");
  const amfs_status fault = call_fault(instance, event, sink);
  if (fault != AMFS_OK) return fault;
  if (!contains(event->payload, "\"id\"")) return say(sink, AMFS_UNMATCHED, "it has no id");
  char value[128];
  snprintf(value, sizeof(value), "{\"bytes\": %llu, \"number\": %llu, \"at\": %llu}",
           (unsigned long long)event->body.len, counted(instance), clock_seconds());
  amfs_status status = emit(instance, sink, "event-1", value);
#if defined(BAD_IGNORES_LIMIT)
  status = AMFS_OK;
#endif
  if (status == AMFS_OK) status = emit(instance, sink, "event-2", value);
#if defined(BAD_IGNORES_LIMIT)
  status = AMFS_OK;
#endif
  return status == AMFS_OK ? AMFS_OK : say(sink, status, "the host took no more");
}

/* ---- signatures (scheme: code) --------------------------------------------------------------- */

static amfs_status validate_signature(amfs_instance* instance, const amfs_sigcheck* check,
                                      const amfs_sink* sink) {
  (void)instance;
  (void)sink;
#if defined(BAD_SIG_ALWAYS)
  return AMFS_OK;
#elif defined(BAD_SIG_NEVER)
  return AMFS_SIG_INVALID;
#elif defined(BAD_SIG_EMPTY)
  if (check->signature.len == 0) return AMFS_OK;
#endif
  uint32_t secrets = check->secret_count;
#if defined(BAD_SIG_FIRST_ONLY)
  secrets = 1;
#endif
  for (uint32_t i = 0; i < secrets; ++i) {
    amfs_str pieces[2] = {check->body, check->body};
#if defined(BAD_SIG_IGNORES_BODY)
    pieces[0] = text("always the same");
#endif
    if (check->verify_hmac(check, i, AMFS_HMAC_SHA256, pieces, 1, check->signature) == AMFS_OK)
      return AMFS_OK;
  }
  return AMFS_SIG_INVALID;
}

/* ---- what the library offers ----------------------------------------------------------------- */

static const void* get_extension(amfs_str id) {
  (void)id;
#if defined(BAD_EXTENSION)
  return "whatever you like";
#else
  return NULL;
#endif
}

static const amfs_class sample_class = {
#if defined(BAD_STRUCT_SIZE)
    .struct_size = 8,
#else
    .struct_size = sizeof(amfs_class),
#endif
#if defined(BAD_CLASS_NAME)
    .class_name = {"Sample\0", 7},
#else
    .class_name = {"Sample", 6},
#endif
#if defined(BAD_CLASS_VERSION)
    .version = {"9.9.9", 5},
#endif
    .create = create,
    .destroy = destroy,
    .transform = transform,
#if !defined(NO_SIGNATURE)
    .validate_signature = validate_signature,
#endif
    .get_extension = get_extension,
};

static const amfs_class* get_class(uint32_t index) {
#if defined(BAD_CLASS_COUNT)
  (void)index;
  return &sample_class;
#else
  return index == 0 ? &sample_class : NULL;
#endif
}

AMFS_EXPORT const amfs_entry* amfs_connector_entry_v1(void);
AMFS_EXPORT const amfs_entry* amfs_connector_entry_v1(void) {
  static const amfs_entry entry[2] = {
      {sizeof(amfs_entry), AMFS_ABI_MAJOR, AMFS_ABI_MINOR, 0, 0, 1, get_class, get_extension},
      {sizeof(amfs_entry), AMFS_ABI_MAJOR, AMFS_ABI_MINOR, 0, 0, 1, get_class, get_extension}};
#if defined(BAD_ENTRY_MOVES)
  static unsigned asked = 0;
  return &entry[asked++ % 2];
#else
  return &entry[0];
#endif
}
