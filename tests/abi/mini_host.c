/* A complete host in one C file: loads a connector library, makes an instance, sends it events and
 * prints what comes back. Built against every released header, it stands for the hosts of that
 * time: libraries of today must still run in them.
 *
 *   mini_host LIBRARY CLASS    exit code 0; 3 when the library is refused, with the reason */
#include <amfs/abi/connector.h>
#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { REFUSED = 3, RECEIVED_NS = 1790000000 };

static amfs_str str(const char* text) {
  amfs_str out = {text, strlen(text)};
  return out;
}

static void show(const char* name, amfs_str text) {
  printf(" %s=[%.*s]", name, (int)text.len, text.len > 0 ? text.ptr : "");
}

/* ---- what a library may call ------------------------------------------------------------------
 */

static amfs_status emit(const amfs_sink* sink, const amfs_result* result) {
  (void)sink;
  if (!AMFS_HAS(amfs_result, result, ttl_at_unix_ns)) return AMFS_INTERNAL;
  printf("  result operation=%" PRIu32 " type=%" PRIu32, result->operation, result->memory_type);
  show("path", result->entity_path);
  show("key", result->key);
  show("value", result->value_json);
  show("label", result->label);
  show("summary", result->summary);
  for (uint32_t i = 0; i < result->pattern_ref_count; ++i) show("ref", result->pattern_refs[i]);
  printf(" confidence=%g occurred=%" PRId64 " ttl=%" PRId64 "\n",
         result->flags & AMFS_RESULT_HAS_CONFIDENCE ? result->confidence : -1.0,
         result->occurred_unix_ns, result->ttl_at_unix_ns);
  return AMFS_OK;
}

static void fail(const amfs_sink* sink, const amfs_error* error) {
  (void)sink;
  if (!AMFS_HAS(amfs_error, error, retry_after_ms)) return;
  printf("  fail code=%" PRId32, error->code);
  show("message", error->message);
  printf(" retry_after=%" PRId64 "\n", error->retry_after_ms);
}

static uint32_t cancelled(const amfs_sink* sink) {
  (void)sink;
  return 0;
}

static amfs_status get(const amfs_sink* sink, amfs_str entity_path, amfs_str key,
                       amfs_record_fn receive, void* user) {
  (void)sink;
  if (key.len != 1 || key.ptr[0] == 'n') return AMFS_OK;
  const amfs_str refs[] = {str("torture:b"), str("shared")};
  amfs_record record = {.struct_size = sizeof record, .entity_path = entity_path, .key = key};
  record.value_json = str("{\"n\":1.0}");
  record.agent_id = str("webhook/torture");
  record.pattern_refs = refs;
  record.pattern_ref_count = 2;
  record.memory_type = AMFS_MEMORY_BELIEF;
  record.confidence = 0.5;
  record.version = 7;
  receive(user, &record);
  return AMFS_OK;
}

static amfs_status find_ref(const amfs_sink* sink, amfs_str ref, amfs_record_fn receive,
                            void* user) {
  (void)ref;
  return get(sink, str("by/ref"), str("b"), receive, user);
}

static amfs_status list(const amfs_sink* sink, amfs_str entity_path, uint32_t limit,
                        amfs_record_fn receive, void* user) {
  get(sink, entity_path, str("a"), receive, user);
  return limit == 1 ? AMFS_OK : get(sink, entity_path, str("b"), receive, user);
}

static const void* memory_extension(const amfs_sink* sink, amfs_str id) {
  static const amfs_memory memory = {
      .struct_size = sizeof memory, .get = get, .find_ref = find_ref, .list = list};
  (void)sink;
  return id.len == strlen(AMFS_EXT_MEMORY) && memcmp(id.ptr, AMFS_EXT_MEMORY, id.len) == 0 ? &memory
                                                                                           : NULL;
}

static void log_line(const amfs_host* host, int32_t level, amfs_str message, const amfs_kv* fields,
                     uint32_t field_count) {
  (void)host;
  printf("  log %" PRId32, level);
  show("message", message);
  for (uint32_t i = 0; i < field_count; ++i) {
    show("field", fields[i].key);
    show("value", fields[i].value);
  }
  printf("\n");
}

static uint32_t log_enabled(const amfs_host* host, int32_t level) {
  (void)host;
  return level >= AMFS_LOG_INFO;
}

static int64_t now_unix_ns(const amfs_host* host) {
  (void)host;
  return RECEIVED_NS;
}

static const void* no_extension(const amfs_host* host, amfs_str id) {
  (void)host;
  (void)id;
  return NULL;
}

/* ---- the host
 * ------------------------------------------------------------------------------------ */

static int refuse(const char* why) {
  printf("refused: %s\n", why);
  return REFUSED;
}

static const char* misfit(const amfs_entry* entry) {
  if (entry == NULL || !AMFS_HAS(amfs_entry, entry, get_extension)) return "no usable entry";
  if (entry->abi_major != AMFS_ABI_MAJOR) return "another major version";
  if (entry->min_host_minor > AMFS_ABI_MINOR) return "needs a newer host";
  return NULL;
}

static const amfs_class* find_class(const amfs_entry* entry, const char* name) {
  for (uint32_t i = 0; i < entry->class_count; ++i) {
    const amfs_class* found = entry->get_class(i);
    if (found != NULL && AMFS_HAS(amfs_class, found, get_extension) &&
        found->class_name.len == strlen(name) &&
        memcmp(found->class_name.ptr, name, strlen(name)) == 0)
      return found;
  }
  return NULL;
}

static void send_events(const amfs_class* class, amfs_instance* instance, const amfs_sink* sink) {
  static const char* const types[] = {"event",   "memory", "config", "clock", "log", "full",
                                      "context", "skip",   "retry",  "path",  "none"};
  for (size_t i = 0; i < sizeof types / sizeof types[0]; ++i) {
    const amfs_kv header = {str("X-One"), str("1")};
    amfs_event event = {.struct_size = sizeof event, .flags = AMFS_EVENT_TEST, .attempt = 1};
    event.event_id = str("evt_01mini");
    event.event_type = str(types[i]);
    event.connector = str("torture");
    event.endpoint = str("default");
    event.body = event.payload = str("{\"id\":7}");
    event.headers = &header;
    event.header_count = 1;
    event.received_unix_ns = RECEIVED_NS;
    printf("%s\n", types[i]);
    printf("  status %" PRId32 "\n", class->transform(instance, &event, sink));
  }
}

int main(int count, char** arguments) {
  if (count != 3) {
    fprintf(stderr, "usage: %s LIBRARY CLASS\n", arguments[0]);
    return 2;
  }
  void* library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return refuse(dlerror());
  amfs_entry_fn get_entry = NULL;
  *(void**)&get_entry = dlsym(library, AMFS_ENTRY_SYMBOL); /* as POSIX prescribes it */
  if (get_entry == NULL) return refuse("no entry point");
  const amfs_entry* entry = get_entry();
  if (misfit(entry) != NULL) return refuse(misfit(entry));
  const amfs_class* class = find_class(entry, arguments[2]);
  if (class == NULL) return refuse("no such class");

  amfs_host host = {.struct_size = sizeof host,
                    .abi_major = AMFS_ABI_MAJOR,
                    .abi_minor = AMFS_ABI_MINOR,
                    .log = log_line,
                    .log_enabled = log_enabled,
                    .now_unix_ns = now_unix_ns,
                    .now_mono_ns = now_unix_ns,
                    .get_extension = no_extension};
  host.name = str("mini host");
  const amfs_sink sink = {.struct_size = sizeof sink,
                          .emit = emit,
                          .fail = fail,
                          .cancelled = cancelled,
                          .get_extension = memory_extension};
  amfs_create_args args = {.struct_size = sizeof args, .event_schema = AMFS_EVENT_SCHEMA};
  args.connector_name = str("torture");
  args.entity_path = str("base");
  args.config_json = str("{\"n\":1}");
  amfs_instance* instance = NULL;
  const amfs_status status = class->create(&host, &args, &sink, &instance);
  printf("create\n  status %" PRId32 "\n", status);
  if (status == AMFS_OK) send_events(class, instance, &sink);
  class->destroy(instance);
  return 0;
}
