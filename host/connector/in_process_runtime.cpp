#include "host/connector/in_process_runtime.hpp"

#include <fmt/format.h>

#include <mutex>
#include <utility>

#include "host/connector/abi_text.hpp"
#include "host/connector/call_sink.hpp"
#include "host/connector/plugin_host.hpp"
#include "host/connector/sigcheck_call.hpp"

namespace host::connector {
namespace {

// One instance of the plugin's class, made again after a defect. `mutex` keeps the ABI's [instance]
// rule: never two calls on it at once.
class Instance {
 public:
  Instance(const amfs_class* entry, const InstanceSettings& settings, const amfs_host* host)
      : class_(entry), settings_(settings), host_(host) {}
  ~Instance() { destroy(); }
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  // Made when it is not there yet.
  Result<amfs_instance*> get() {
    if (instance_ != nullptr) return instance_;
    std::vector<amfs_kv> env;
    for (const auto& [name, value] : settings_.env) env.push_back({to_abi(name), to_abi(value)});
    amfs_create_args args{};
    args.struct_size = sizeof args;
    args.connector_name = to_abi(settings_.connector);
    args.connector_version = to_abi(settings_.version);
    args.entity_path = to_abi(settings_.entity_path);
    args.config_json = to_abi(settings_.config_json);
    args.env = env.data();
    args.env_count = static_cast<std::uint32_t>(env.size());
    args.event_schema = AMFS_EVENT_SCHEMA;
    args.class_name = class_->class_name;
    CallSink sink;
    amfs_instance* made = nullptr;
    amfs_status status = AMFS_INTERNAL;
    try {
      status = class_->create(host_, &args, sink.abi(), &made);
    } catch (...) {  // not from our SDK; a C++ library of the same runtime may do this
    }
    if (status == AMFS_OK && made != nullptr) return instance_ = made;
    const std::string reason =
        sink.reason().empty() ? fmt::format("create returned status {}", status) : sink.reason();
    return Error{status == AMFS_BAD_CONFIG ? "bad_config" : "create_failed", reason};
  }

  // Its state is unknown after a defect: the next call gets a new instance.
  void destroy_after(amfs_status status) {
    // INTERNAL, and every status the ABI does not know.
    if (status <= AMFS_INTERNAL || status > AMFS_UNMATCHED) destroy();
  }

  std::mutex mutex;

 private:
  void destroy() {
    if (amfs_instance* gone = std::exchange(instance_, nullptr)) {
      try {
        class_->destroy(gone);
      } catch (...) {
      }
    }
  }

  const amfs_class* class_;
  const InstanceSettings& settings_;
  const amfs_host* host_;
  amfs_instance* instance_ = nullptr;
};

class InProcessRuntime final : public ConnectorRuntime {
 public:
  InProcessRuntime(const amfs_class* entry, InstanceSettings settings, const Clock& clock)
      : class_(entry), settings_(std::move(settings)), host_(settings_.connector, clock) {}

  Result<void> create() {
    if (auto made = worker_.get(); made.has_error()) return made.error();
    return {};
  }

  TransformOutcome transform(const EventView& event, MemoryReader* memory) override {
    const std::lock_guard lock(worker_.mutex);
    const auto instance = worker_.get();
    if (instance.has_error())
      return failure("cannot be started again: " + instance.error().message);
    CallSink sink(memory, event.deadline_mono_ns);
    const amfs_status status = call(instance.value(), event, sink);
    worker_.destroy_after(status);
    return std::move(sink).outcome(status);
  }

  SigcheckOutcome validate_signature(const SigcheckView& check, const HmacService& hmac) override {
    if (class_->validate_signature == nullptr)
      return {SigcheckStatus::failed, "the class has no validate_signature; override it"};
    const std::lock_guard lock(checker_.mutex);
    const auto instance = checker_.get();
    if (instance.has_error())
      return {SigcheckStatus::failed, "cannot be started: " + instance.error().message};
    CallSink sink(check.deadline_mono_ns);
    const SigcheckCall call(check, hmac);
    amfs_status status = AMFS_INTERNAL;
    try {
      status = class_->validate_signature(instance.value(), call.abi(), sink.abi());
    } catch (...) {
    }
    checker_.destroy_after(status);
    if (call.is_malformed())
      return {SigcheckStatus::failed, "the connector broke the ABI; rebuild it with the amfs SDK"};
    if (status == AMFS_OK) return {SigcheckStatus::accepted, {}};
    return {status > 0 ? SigcheckStatus::rejected : SigcheckStatus::failed,
            sink.reason().empty() ? fmt::format("validate_signature returned status {}", status)
                                  : sink.reason()};
  }

 private:
  amfs_status call(amfs_instance* instance, const EventView& event, CallSink& sink) {
    std::vector<amfs_kv> headers;
    headers.reserve(event.headers.size());
    for (const HeaderView& header : event.headers)
      headers.push_back({to_abi(header.name), to_abi(header.value)});
    amfs_event out{};
    out.struct_size = sizeof out;
    out.flags = event.flags;
    out.event_id = to_abi(event.event_id);
    out.delivery_id = to_abi(event.delivery_id);
    out.event_type = to_abi(event.event_type);
    out.connector = to_abi(event.connector);
    out.endpoint = to_abi(event.endpoint);
    out.method = to_abi(event.method);
    out.query = to_abi(event.query);
    out.content_type = to_abi(event.content_type);
    out.body = to_abi(event.body);
    out.payload = to_abi(event.payload);
    out.headers = headers.data();
    out.header_count = static_cast<std::uint32_t>(headers.size());
    out.attempt = event.attempt;
    out.received_unix_ns = event.received_unix_ns;
    out.occurred_unix_ns = event.occurred_unix_ns;
    out.deadline_mono_ns = event.deadline_mono_ns;
    try {
      return class_->transform(instance, &out, sink.abi());
    } catch (...) {
      return AMFS_INTERNAL;
    }
  }

  static TransformOutcome failure(std::string reason) {
    TransformOutcome out;
    out.reason = std::move(reason);
    return out;
  }

  const amfs_class* class_;
  const InstanceSettings settings_;
  PluginHost host_;
  Instance worker_{class_, settings_, host_.abi()};
  // Of its own, and made when first needed: senders must not wait for a long transform.
  Instance checker_{class_, settings_, host_.abi()};
};

}  // namespace

Result<std::unique_ptr<ConnectorRuntime>> make_in_process_runtime(const amfs_class* entry,
                                                                  InstanceSettings settings,
                                                                  const Clock& clock) {
  auto runtime = std::make_unique<InProcessRuntime>(entry, std::move(settings), clock);
  if (auto made = runtime->create(); made.has_error()) return made.error();
  return std::unique_ptr<ConnectorRuntime>(std::move(runtime));
}

}  // namespace host::connector
