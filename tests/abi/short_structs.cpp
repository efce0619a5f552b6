#include "tests/abi/short_structs.hpp"

#include <cstring>

#include "host/connector/abi_text.hpp"
#include "host/connector/call_sink.hpp"
#include "host/connector/plugin_host.hpp"
#include "tests/abi/carry.hpp"

namespace abi {
namespace {

using host::connector::CallSink;
using host::connector::to_abi;

constexpr std::size_t kMissing = 8;  // bytes: the last field

// `value` without its last bytes, against a guard page.
template <class T>
const T* shortened(GuardedArena& arena, const T& value) {
  const std::size_t size = base_size(value) - kMissing;
  void* memory = arena.allocate(size);
  std::memcpy(memory, &value, size);
  const auto struct_size = static_cast<std::uint32_t>(size);
  std::memcpy(memory, &struct_size, sizeof struct_size);
  arena.protect();
  return static_cast<const T*>(memory);
}

amfs_create_args good_args() {
  amfs_create_args args{};
  args.struct_size = sizeof args;
  args.entity_path = to_abi("base");
  args.config_json = to_abi("{}");
  args.event_schema = AMFS_EVENT_SCHEMA;
  return args;
}

bool is_refused(amfs_status status, const CallSink& sink) {
  return status < 0 && !sink.reason().empty();
}

// An instance with good structs, for the calls after create.
class Instance {
 public:
  explicit Instance(const amfs_class* entry) : entry_(entry) {
    const amfs_create_args args = good_args();
    const CallSink sink;
    entry_->create(host_.abi(), &args, sink.abi(), &instance_);
  }
  ~Instance() { entry_->destroy(instance_); }
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
  amfs_instance* get() const { return instance_; }

 private:
  const host::ManualClock clock_{0};
  const host::connector::PluginHost host_{"torture", clock_};
  const amfs_class* entry_;
  amfs_instance* instance_ = nullptr;
};

bool refuses_create(const amfs_class* entry, bool short_host, bool short_args) {
  const host::ManualClock clock(0);
  const host::connector::PluginHost plugin_host("torture", clock);
  const amfs_create_args args = good_args();
  GuardedArena arena;
  const CallSink sink;
  amfs_instance* made = nullptr;
  const amfs_status status =
      entry->create(short_host ? shortened(arena, *plugin_host.abi()) : plugin_host.abi(),
                    short_args ? shortened(arena, args) : &args, sink.abi(), &made);
  return is_refused(status, sink) && made == nullptr;
}

}  // namespace

bool refuses_short_host(const amfs_class* entry) { return refuses_create(entry, true, false); }
bool refuses_short_args(const amfs_class* entry) { return refuses_create(entry, false, true); }

bool refuses_short_event(const amfs_class* entry) {
  const Instance instance(entry);
  amfs_event event{};
  event.event_type = to_abi("event");
  GuardedArena arena;
  const CallSink sink(nullptr, 0);
  return is_refused(entry->transform(instance.get(), shortened(arena, event), sink.abi()), sink);
}

bool refuses_short_sigcheck(const amfs_class* entry) {
  const Instance instance(entry);
  GuardedArena arena;
  const CallSink sink;
  return is_refused(
      entry->validate_signature(instance.get(), shortened(arena, amfs_sigcheck{}), sink.abi()),
      sink);
}

}  // namespace abi
