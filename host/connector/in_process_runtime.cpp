#include "host/connector/in_process_runtime.hpp"

#include <fmt/format.h>

#include <mutex>
#include <utility>

#include "host/connector/abi_text.hpp"
#include "host/connector/call_sink.hpp"
#include "host/connector/plugin_host.hpp"

namespace host::connector {
namespace {

class InProcessRuntime final : public ConnectorRuntime {
 public:
  InProcessRuntime(const amfs_class* entry, InstanceSettings settings, const Clock& clock)
      : class_(entry), settings_(std::move(settings)), host_(settings_.connector, clock) {}

  ~InProcessRuntime() override { destroy(); }

  Result<void> create() {
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
    CallSink sink;
    amfs_instance* made = nullptr;
    amfs_status status = AMFS_INTERNAL;
    try {
      status = class_->create(host_.abi(), &args, sink.abi(), &made);
    } catch (...) {  // not from our SDK; a C++ library of the same runtime may do this
    }
    if (status == AMFS_OK && made != nullptr) {
      instance_ = made;
      return {};
    }
    const std::string reason =
        sink.reason().empty() ? fmt::format("create returned status {}", status) : sink.reason();
    return Error{status == AMFS_BAD_CONFIG ? "bad_config" : "create_failed", reason};
  }

  TransformOutcome transform(const EventView& event, MemoryReader* memory) override {
    const std::lock_guard lock(mutex_);  // [instance]: never two calls at once
    if (instance_ == nullptr) {
      if (auto made = create(); made.has_error())
        return failure("cannot be started again: " + made.error().message);
    }
    CallSink sink(memory, event.deadline_mono_ns);
    const amfs_status status = call(event, sink);
    // Its state is unknown after a defect: the next event gets a new instance.
    if (is_defect(status)) destroy();
    return std::move(sink).outcome(status);
  }

 private:
  // INTERNAL, and every status the ABI does not know.
  static bool is_defect(amfs_status status) {
    return status <= AMFS_INTERNAL || status > AMFS_UNMATCHED;
  }

  amfs_status call(const EventView& event, CallSink& sink) {
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
      return class_->transform(instance_, &out, sink.abi());
    } catch (...) {
      return AMFS_INTERNAL;
    }
  }

  void destroy() {
    if (amfs_instance* gone = std::exchange(instance_, nullptr)) {
      try {
        class_->destroy(gone);
      } catch (...) {
      }
    }
  }

  static TransformOutcome failure(std::string reason) {
    TransformOutcome out;
    out.reason = std::move(reason);
    return out;
  }

  std::mutex mutex_;
  const amfs_class* class_;
  const InstanceSettings settings_;
  PluginHost host_;
  amfs_instance* instance_ = nullptr;
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
