// MockConnector: one instance of a connector, reached through the C ABI only, as the host reaches
// it; and the surroundings it lives in.
#pragma once

#include <dlfcn.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "amfs/abi/connector.h"
#include "amfs/detail/abi_text.hpp"
#include "amfs/testing/call.hpp"
#include "amfs/testing/failure.hpp"
#include "amfs/time.hpp"

namespace amfs {
inline namespace v1 {
namespace testing {

struct LogLine {
  std::int32_t level = AMFS_LOG_INFO;
  std::string message;
  std::vector<std::pair<std::string, std::string>> fields;
};

namespace internal {

// What a host gives every instance. Outlives them.
struct Surroundings {
  std::string name = "mock";  // the manifest's
  std::string version = "1.0.0";
  std::string entity_path;
  std::string config_json;
  std::vector<std::pair<std::string, std::string>> env;
  std::int64_t now_unix_ns = 0;
  std::vector<LogLine> log;
};

inline std::vector<amfs_kv> to_pairs(
    const std::vector<std::pair<std::string, std::string>>& texts) {
  std::vector<amfs_kv> out;
  for (const auto& [name, value] : texts) {
    out.push_back({amfs::detail::to_abi(name), amfs::detail::to_abi(value)});
  }
  return out;
}

inline void take_log_line(const amfs_host* host, std::int32_t level, amfs_str message,
                          const amfs_kv* fields, std::uint32_t count) noexcept {
  auto& log = static_cast<Surroundings*>(host->ctx)->log;
  log.push_back({level, std::string(amfs::detail::from_abi(message)), {}});
  for (std::uint32_t i = 0; i < count; ++i) {
    log.back().fields.emplace_back(amfs::detail::from_abi(fields[i].key),
                                   amfs::detail::from_abi(fields[i].value));
  }
}

inline amfs_host make_host(Surroundings& around) {
  amfs_host host{};
  host.struct_size = sizeof host;
  host.abi_major = AMFS_ABI_MAJOR;
  host.abi_minor = AMFS_ABI_MINOR;
  host.ctx = &around;
  host.name = amfs::detail::to_abi("amfs-mock");
  host.version = amfs::detail::to_abi("1.0.0");
  host.log = take_log_line;
  host.log_enabled = [](const amfs_host*, std::int32_t) -> std::uint32_t { return 1; };
  const auto now = [](const amfs_host* self) -> std::int64_t {
    return static_cast<const Surroundings*>(self->ctx)->now_unix_ns;
  };
  host.now_unix_ns = now;
  host.now_mono_ns = now;  // virtual time never goes back, so one clock serves as both
  host.get_extension = [](const amfs_host*, amfs_str) -> const void* { return nullptr; };
  return host;
}

}  // namespace internal

// Made by MockAMFS::load(), which must outlive it. One thread at a time.
class MockConnector {
 public:
  // Throws LoadFailed with what the constructor of the connector said.
  MockConnector(const amfs_class& description, internal::Surroundings& around)
      : class_(description), around_(around), host_(internal::make_host(around)) {
    create();
  }
  ~MockConnector() { destroy(); }
  MockConnector(const MockConnector&) = delete;
  MockConnector& operator=(const MockConnector&) = delete;

  // The name the manifest has; set by MockAMFS::name().
  const std::string& name() const { return name_; }
  bool checks_signatures() const { return class_.validate_signature != nullptr; }

  amfs_status transform(const amfs_event& event, const internal::MockCall& call) {
    if (instance_ == nullptr) create();
    return settle(class_.transform(instance_, &event, call.abi()));
  }
  amfs_status validate_signature(const amfs_sigcheck& check, const internal::MockCall& call) {
    if (instance_ == nullptr) create();
    return settle(class_.validate_signature(instance_, &check, call.abi()));
  }

 private:
  void create() {
    const std::vector<amfs_kv> env = internal::to_pairs(around_.env);
    amfs_create_args args{};
    args.struct_size = sizeof args;
    args.connector_name = amfs::detail::to_abi(around_.name);
    args.connector_version = amfs::detail::to_abi(around_.version);
    args.entity_path = amfs::detail::to_abi(around_.entity_path);
    args.config_json = amfs::detail::to_abi(around_.config_json);
    args.env = env.data();
    args.env_count = static_cast<std::uint32_t>(env.size());
    args.event_schema = AMFS_EVENT_SCHEMA;
    args.class_name = class_.class_name;
    const internal::MockCall call(nullptr, false, false);
    const amfs_status status = class_.create(&host_, &args, call.abi(), &instance_);
    name_ = around_.name;
    if (status == AMFS_OK && instance_ != nullptr) return;
    instance_ = nullptr;
    throw LoadFailed("the connector could not be made: " +
                     (call.reason().empty() ? "create returned status " + std::to_string(status)
                                            : call.reason()));
  }
  // The state of an instance is unknown after a defect: the next call gets a new one.
  amfs_status settle(amfs_status status) {
    if (status <= AMFS_INTERNAL || status > AMFS_UNMATCHED) destroy();
    return status;
  }
  void destroy() {
    if (instance_ != nullptr) class_.destroy(std::exchange(instance_, nullptr));
  }

  const amfs_class& class_;
  internal::Surroundings& around_;
  amfs_host host_;
  std::string name_;
  amfs_instance* instance_ = nullptr;
};

namespace internal {

// The class of a library by its name, or its only class. The library stays loaded, as in a host.
inline const amfs_class& class_in_library(const std::string& file, std::string_view class_name) {
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw LoadFailed(dlerror());
  const auto get_entry = reinterpret_cast<amfs_entry_fn>(dlsym(library, AMFS_ENTRY_SYMBOL));
  const amfs_entry* entry = get_entry == nullptr ? nullptr : get_entry();
  if (entry == nullptr) {
    throw LoadFailed(file + " has no entry point; write AMFS_CONNECTOR(YourClass) in one source");
  }
  if (entry->abi_major != AMFS_ABI_MAJOR || entry->abi_minor != AMFS_ABI_MINOR) {
    throw LoadFailed(file + " was built for another ABI than this test; build both with one SDK");
  }
  std::string known;
  for (std::uint32_t i = 0; i < entry->class_count; ++i) {
    const amfs_class* found = entry->get_class(i);
    const std::string_view name = amfs::detail::from_abi(found->class_name);
    if (name == class_name || (class_name.empty() && entry->class_count == 1)) return *found;
    known += (i == 0 ? "" : ", ") + std::string(name);
  }
  throw LoadFailed(file + " has no class \"" + std::string(class_name) + "\"; it has: " + known);
}

}  // namespace internal
}  // namespace testing
}  // namespace v1
}  // namespace amfs
