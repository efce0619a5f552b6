#include "tests/plugins/abi_harness.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <stdexcept>

namespace harness {
namespace {

std::string copy(amfs_str text) {
  return text.ptr == nullptr ? "" : std::string(text.ptr, text.len);
}
amfs_str view(const std::string& text) { return {text.data(), text.size()}; }

// The state of one call, behind amfs_sink.ctx.
struct CallState {
  Environment& environment;
  Outcome& outcome;
  bool may_emit;
  bool open = true;
  bool failed = false;
  std::uint32_t reads = 0;
};

CallState& state(const amfs_sink* sink) { return *static_cast<CallState*>(sink->ctx); }

amfs_status emit(const amfs_sink* sink, const amfs_result* result) {
  CallState& call = state(sink);
  auto& violations = call.outcome.violations;
  if (!call.open) violations.emplace_back("emit after the call");
  if (!call.may_emit) return AMFS_UNSUPPORTED;
  if (result->struct_size != sizeof(amfs_result)) violations.emplace_back("struct_size");
  if (result->reserved != 0) violations.emplace_back("a reserved field is not zero");
  if (call.outcome.results.size() == call.environment.max_results) return AMFS_LIMIT;
  Emitted out;
  out.operation = result->operation;
  out.memory_type = result->memory_type;
  out.entity_path = copy(result->entity_path);
  out.key = copy(result->key);
  out.value_json = copy(result->value_json);
  out.label = copy(result->label);
  out.summary = copy(result->summary);
  out.source = copy(result->source);
  for (std::uint32_t i = 0; i < result->pattern_ref_count; ++i) {
    out.pattern_refs.push_back(copy(result->pattern_refs[i]));
  }
  if ((result->flags & AMFS_RESULT_HAS_CONFIDENCE) != 0) out.confidence = result->confidence;
  out.occurred_ns = result->occurred_unix_ns;
  out.ttl_at_ns = result->ttl_at_unix_ns;
  call.outcome.results.push_back(std::move(out));
  return AMFS_OK;
}

void fail(const amfs_sink* sink, const amfs_error* error) {
  CallState& call = state(sink);
  if (!call.open) call.outcome.violations.emplace_back("fail after the call");
  if (error->struct_size != sizeof(amfs_error)) call.outcome.violations.emplace_back("struct_size");
  if (call.failed) return;
  call.failed = true;
  call.outcome.message = copy(error->message);
  call.outcome.error_code = error->code;
  call.outcome.retry_after_ms = error->retry_after_ms;
}

std::uint32_t cancelled(const amfs_sink* sink) { return state(sink).environment.cancelled ? 1 : 0; }

// Hands one record over; all of it dies when the callback returns.
std::int32_t send(const std::pair<std::string, std::string>& where, const StoredRecord& stored,
                  amfs_record_fn receive, void* user) {
  std::vector<amfs_str> refs;
  for (const std::string& ref : stored.pattern_refs) refs.push_back(view(ref));
  static const std::string agent = "webhook/test";
  amfs_record record{};
  record.struct_size = sizeof(record);
  record.entity_path = view(where.first);
  record.key = view(where.second);
  record.value_json = view(stored.value_json);
  record.agent_id = view(agent);
  record.pattern_refs = refs.data();
  record.pattern_ref_count = static_cast<std::uint32_t>(refs.size());
  record.confidence = 1;
  record.version = stored.version;
  return receive(user, &record);
}

amfs_status get(const amfs_sink* sink, amfs_str path, amfs_str key, amfs_record_fn receive,
                void* user) {
  CallState& call = state(sink);
  if (call.reads++ >= call.environment.max_reads) return AMFS_LIMIT;
  const auto found = call.environment.memory.find({copy(path), copy(key)});
  if (found != call.environment.memory.end()) send(found->first, found->second, receive, user);
  return AMFS_OK;
}

amfs_status find_ref(const amfs_sink* sink, amfs_str ref, amfs_record_fn receive, void* user) {
  CallState& call = state(sink);
  if (call.reads++ >= call.environment.max_reads) return AMFS_LIMIT;
  for (const auto& [where, stored] : call.environment.memory) {
    const auto& refs = stored.pattern_refs;
    if (std::find(refs.begin(), refs.end(), copy(ref)) == refs.end()) continue;
    send(where, stored, receive, user);
    break;
  }
  return AMFS_OK;
}

amfs_status list(const amfs_sink* sink, amfs_str path, std::uint32_t limit, amfs_record_fn receive,
                 void* user) {
  CallState& call = state(sink);
  if (call.reads++ >= call.environment.max_reads) return AMFS_LIMIT;
  std::uint32_t sent = 0;
  for (const auto& [where, stored] : call.environment.memory) {
    if (where.first != copy(path)) continue;
    if (limit != 0 && sent == limit) break;
    ++sent;
    if (send(where, stored, receive, user) != 0) break;
  }
  return AMFS_OK;
}

const void* get_extension(const amfs_sink* sink, amfs_str id) {
  static const amfs_memory memory = {sizeof(amfs_memory), 0, get, find_ref, list};
  const CallState& call = state(sink);
  const bool allowed = call.may_emit && call.environment.memory_read;
  return allowed && copy(id) == AMFS_EXT_MEMORY ? &memory : nullptr;
}

amfs_sink make_sink(CallState& call) {
  return {sizeof(amfs_sink), 0, &call, emit, fail, cancelled, get_extension};
}

void log_line(const amfs_host* host, std::int32_t level, amfs_str message, const amfs_kv* fields,
              std::uint32_t count) {
  LogLine line{level, copy(message), {}};
  for (std::uint32_t i = 0; i < count; ++i) {
    line.fields[copy(fields[i].key)] = copy(fields[i].value);
  }
  static_cast<Environment*>(host->ctx)->log.push_back(std::move(line));
}

std::vector<amfs_kv> pairs_of(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::vector<amfs_kv> out;
  for (const auto& [name, value] : pairs) out.push_back({view(name), view(value)});
  return out;
}

amfs_host make_host(Environment& environment) {
  static const std::string name = "harness";
  static const std::string version = "1.0.0";
  amfs_host host{};
  host.struct_size = sizeof(host);
  host.abi_major = AMFS_ABI_MAJOR;
  host.abi_minor = AMFS_ABI_MINOR;
  host.ctx = &environment;
  host.name = view(name);
  host.version = view(version);
  host.log = log_line;
  host.log_enabled = [](const amfs_host*, std::int32_t) -> std::uint32_t { return 1; };
  host.now_unix_ns = [](const amfs_host* self) {
    return static_cast<Environment*>(self->ctx)->now_ns;
  };
  host.now_mono_ns = [](const amfs_host* self) {
    return static_cast<Environment*>(self->ctx)->now_ns;
  };
  host.get_extension = [](const amfs_host*, amfs_str) -> const void* { return nullptr; };
  return host;
}

// The library of a connector that lies in `folder` as it was built.
std::string library_below(const std::string& folder, const std::string& name) {
  std::string library = name;
  std::replace(library.begin(), library.end(), '-', '_');
  return folder + "/" + name + "/libamfs_connector_" + library + ".so";
}

}  // namespace

Library::Library(const std::string& file) : handle_(dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (handle_ == nullptr) throw std::runtime_error(dlerror());
  const auto get_entry = reinterpret_cast<amfs_entry_fn>(dlsym(handle_, AMFS_ENTRY_SYMBOL));
  if (get_entry != nullptr) entry_ = get_entry();
}

Library::~Library() { dlclose(handle_); }

const amfs_class* Library::find(const std::string& class_name) const {
  for (std::uint32_t i = 0; entry_ != nullptr && i < entry_->class_count; ++i) {
    const amfs_class* found = entry_->get_class(i);
    if (copy(found->class_name) == class_name) return found;
  }
  return nullptr;
}

Instance::Instance(const amfs_class& description, Environment& environment)
    : class_(description), environment_(environment), host_(make_host(environment)) {
  const std::string name = "harness";
  const std::string version = "1.0.0";
  const std::vector<amfs_kv> env = pairs_of(environment.env);
  amfs_create_args args{};
  args.struct_size = sizeof(args);
  args.connector_name = view(name);
  args.connector_version = view(version);
  args.entity_path = view(environment.entity_path);
  args.config_json = view(environment.config_json);
  args.env = env.data();
  args.env_count = static_cast<std::uint32_t>(env.size());
  args.event_schema = AMFS_EVENT_SCHEMA;
  args.class_name = class_.class_name;
  CallState call{environment, created_, false};
  const amfs_sink sink = make_sink(call);
  created_.status = class_.create(&host_, &args, &sink, &instance_);
  call.open = false;
}

Instance::~Instance() { class_.destroy(instance_); }

Outcome Instance::transform(const EventSpec& spec) {
  static const std::string event_id = "evt_01harness";
  static const std::string connector = "harness";
  static const std::string endpoint = "default";
  static const std::string method = "POST";
  static const std::string content_type = "application/json";
  const std::vector<amfs_kv> headers = pairs_of(spec.headers);
  amfs_event event{};
  event.struct_size = sizeof(event);
  event.flags = spec.flags;
  event.event_id = view(event_id);
  event.delivery_id = view(spec.delivery_id);
  event.event_type = view(spec.type);
  event.connector = view(connector);
  event.endpoint = view(endpoint);
  event.method = view(method);
  event.query = view(spec.query);
  event.content_type = view(content_type);
  event.body = view(spec.payload);
  event.payload = view(spec.payload);
  event.headers = headers.data();
  event.header_count = static_cast<std::uint32_t>(headers.size());
  event.attempt = 1;
  event.received_unix_ns = spec.received_ns;
  event.occurred_unix_ns = spec.occurred_ns;

  Outcome outcome;
  CallState call{environment_, outcome, true};
  const amfs_sink sink = make_sink(call);
  outcome.status = class_.transform(instance_, &event, &sink);
  call.open = false;
  if (outcome.status != AMFS_OK) {
    outcome.results.clear();  // all or nothing
    if (!call.failed) outcome.violations.emplace_back("no reason given through fail");
    if (outcome.error_code != outcome.status) outcome.violations.emplace_back("error.code differs");
  }
  return outcome;
}

void Instance::commit(const Outcome& outcome) {
  for (const Emitted& result : outcome.results) {
    if (result.operation != AMFS_OP_WRITE) continue;
    StoredRecord& stored = environment_.memory[{result.entity_path, result.key}];
    if (!stored.value_json.empty()) ++stored.version;
    stored.value_json = result.value_json;
    stored.pattern_refs = result.pattern_refs;
  }
}

std::string connector_file(const std::string& name) {
  return library_below(AMFS_CONNECTORS_DIR, name);
}

std::string test_connector_file(const std::string& name) {
  return library_below(AMFS_TEST_CONNECTORS_DIR, name);
}

}  // namespace harness
