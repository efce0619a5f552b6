#include "tests/abi/relay.hpp"

#include <memory>
#include <vector>

#include "host/connector/abi_text.hpp"

using host::connector::from_abi;

// The relay's own instance, around the plugin's. Its host table lives as long.
struct amfs_instance {
  amfs_instance* inner = nullptr;
  const amfs_host* outer_host = nullptr;
  abi::GuardedArena arena;
};

namespace abi {
namespace {

struct Route {
  const amfs_class* real = nullptr;
  Passage passage = Passage::bytes;
};
Route route;

// ---- amfs_sink and amfs.memory/1 of one call ---------------------------------------------------

struct Call {
  explicit Call(const amfs_sink* outer_sink) : outer(outer_sink) {}

  const amfs_sink* outer;
  const amfs_memory* outer_memory = nullptr;
  const amfs_sigcheck* outer_check = nullptr;
  GuardedArena arena;
};
Call& call_of(const amfs_sink* sink) { return *static_cast<Call*>(sink->ctx); }

struct Receiver {
  amfs_record_fn receive;
  void* user;
};

std::int32_t receive(void* user, const amfs_record* record) {
  const auto& receiver = *static_cast<const Receiver*>(user);
  GuardedArena arena;
  return receiver.receive(receiver.user, carry(route.passage, arena, *record));
}

amfs_status get(const amfs_sink* sink, amfs_str path, amfs_str key, amfs_record_fn function,
                void* user) {
  Call& call = call_of(sink);
  GuardedArena arena;
  Receiver receiver{function, user};
  return call.outer_memory->get(call.outer, carry_text(route.passage, arena, path),
                                carry_text(route.passage, arena, key), receive, &receiver);
}

amfs_status find_ref(const amfs_sink* sink, amfs_str ref, amfs_record_fn function, void* user) {
  Call& call = call_of(sink);
  GuardedArena arena;
  Receiver receiver{function, user};
  return call.outer_memory->find_ref(call.outer, carry_text(route.passage, arena, ref), receive,
                                     &receiver);
}

amfs_status list(const amfs_sink* sink, amfs_str path, std::uint32_t limit, amfs_record_fn function,
                 void* user) {
  Call& call = call_of(sink);
  GuardedArena arena;
  Receiver receiver{function, user};
  return call.outer_memory->list(call.outer, carry_text(route.passage, arena, path), limit, receive,
                                 &receiver);
}

amfs_status emit(const amfs_sink* sink, const amfs_result* result) {
  GuardedArena arena;
  const Call& call = call_of(sink);
  return call.outer->emit(call.outer, carry(route.passage, arena, *result));
}

void fail(const amfs_sink* sink, const amfs_error* error) {
  GuardedArena arena;
  const Call& call = call_of(sink);
  call.outer->fail(call.outer, carry(route.passage, arena, *error));
}

std::uint32_t cancelled(const amfs_sink* sink) {
  return call_of(sink).outer->cancelled(call_of(sink).outer);
}

const void* get_extension(const amfs_sink* sink, amfs_str id) {
  Call& call = call_of(sink);
  const void* outer = call.outer->get_extension(call.outer, id);
  if (outer == nullptr || from_abi(id) != AMFS_EXT_MEMORY) return nullptr;
  call.outer_memory = static_cast<const amfs_memory*>(outer);
  return place(route.passage, call.arena, amfs_memory{sizeof(amfs_memory), 0, get, find_ref, list});
}

const amfs_sink* sink_of(Call& call) {
  return place(route.passage, call.arena,
               amfs_sink{sizeof(amfs_sink), 0, &call, emit, fail, cancelled, get_extension});
}

// ---- amfs_host
// ------------------------------------------------------------------------------------

const amfs_host* outer_host(const amfs_host* host) {
  return static_cast<const amfs_instance*>(host->ctx)->outer_host;
}

void log(const amfs_host* host, std::int32_t level, amfs_str message, const amfs_kv* pairs,
         std::uint32_t count) {
  GuardedArena arena;
  std::vector<amfs_kv> carried;
  for (std::uint32_t i = 0; i < count; ++i) {
    carried.push_back({carry_text(route.passage, arena, pairs[i].key),
                       carry_text(route.passage, arena, pairs[i].value)});
  }
  outer_host(host)->log(outer_host(host), level, carry_text(route.passage, arena, message),
                        carried.data(), count);
}

const amfs_host* host_of(amfs_instance& instance) {
  amfs_host host = *instance.outer_host;
  host.ctx = &instance;
  host.log = log;
  host.log_enabled = [](const amfs_host* self, std::int32_t level) {
    return outer_host(self)->log_enabled(outer_host(self), level);
  };
  host.now_unix_ns = [](const amfs_host* self) {
    return outer_host(self)->now_unix_ns(outer_host(self));
  };
  host.now_mono_ns = [](const amfs_host* self) {
    return outer_host(self)->now_mono_ns(outer_host(self));
  };
  host.get_extension = [](const amfs_host* self, amfs_str id) {
    return outer_host(self)->get_extension(outer_host(self), id);
  };
  return place(route.passage, instance.arena, host);
}

// ---- amfs_class
// -----------------------------------------------------------------------------------

amfs_status create(const amfs_host* host, const amfs_create_args* args, const amfs_sink* sink,
                   amfs_instance** out) {
  *out = nullptr;
  auto made = std::make_unique<amfs_instance>();
  made->outer_host = host;
  Call call(sink);
  const amfs_status status = route.real->create(
      host_of(*made), carry(route.passage, call.arena, *args), sink_of(call), &made->inner);
  if (made->inner != nullptr) *out = made.release();
  return status;
}

void destroy(amfs_instance* instance) {
  if (instance == nullptr) return;
  route.real->destroy(instance->inner);
  delete instance;
}

amfs_status transform(amfs_instance* instance, const amfs_event* event, const amfs_sink* sink) {
  Call call(sink);
  return route.real->transform(instance->inner, carry(route.passage, call.arena, *event),
                               sink_of(call));
}

amfs_status verify_hmac(const amfs_sigcheck* check, std::uint32_t secret, std::uint32_t algorithm,
                        const amfs_str* pieces, std::uint32_t count, amfs_str candidate) {
  const Call& call = *static_cast<const Call*>(check->ctx);
  GuardedArena arena;
  std::vector<amfs_str> carried;
  for (std::uint32_t i = 0; i < count; ++i)
    carried.push_back(carry_text(route.passage, arena, pieces[i]));
  return call.outer_check->verify_hmac(call.outer_check, secret, algorithm, carried.data(), count,
                                       carry_text(route.passage, arena, candidate));
}

amfs_status validate_signature(amfs_instance* instance, const amfs_sigcheck* check,
                               const amfs_sink* sink) {
  Call call(sink);
  call.outer_check = check;
  amfs_sigcheck carried =
      route.passage == Passage::bytes ? through_bytes(call.arena, *check) : *check;
  carried.ctx = &call;
  carried.verify_hmac = verify_hmac;
  return route.real->validate_signature(instance->inner, place(route.passage, call.arena, carried),
                                        sink_of(call));
}

}  // namespace

const amfs_class* relay(const amfs_class* real, Passage passage) {
  static amfs_class between;
  route = {real, passage};
  between = *real;
  between.struct_size = sizeof between;
  between.create = create;
  between.destroy = destroy;
  between.transform = transform;
  between.validate_signature = validate_signature;
  return &between;
}

}  // namespace abi
