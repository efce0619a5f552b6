// ConnectorABC: the inline parts. Included by connector_base.hpp.
#pragma once

#include "amfs/connector_base.hpp"

namespace amfs {
inline namespace v1 {

// The host's arguments come through the running call, so that authors' constructors need no
// parameters. Without a host (a unit test that makes the object itself) everything is empty.
inline ConnectorABC::ConnectorABC() {
  const detail::Call* call = detail::current_call();
  if (call == nullptr || call->args == nullptr) return;
  const amfs_create_args& args = *call->args;
  host_ = call->host;
  entity_path_ = detail::from_abi(args.entity_path);
  const std::string_view config = detail::from_abi(args.config_json);
  if (!config.empty() && !config_.parse(config)) {
    detail::raise(ConfigError("config is " + config_.error()));
  }
  for (std::uint32_t i = 0; i < args.env_count; ++i) {
    env_.emplace(detail::from_abi(args.env[i].key), detail::from_abi(args.env[i].value));
  }
}

inline void ConnectorABC::append(std::string& joined, std::string_view segment) {
  const std::string clean = clean_segment(segment);
  if (clean.empty()) {
    detail::raise_unmatched("a path segment is empty: the payload lacks the name of the entity");
  }
  if (!joined.empty()) joined += '/';
  joined += clean;
}

inline void ConnectorABC::append(std::string& joined, const PathText& path) {
  std::string_view rest = path.text;
  while (true) {
    const std::size_t end = rest.find('/');
    append(joined, rest.substr(0, end));
    if (end == std::string_view::npos) return;
    rest.remove_prefix(end + 1);
  }
}

namespace detail {

// What a record callback fills. Exceptions stop here: the caller of the callback is the host.
struct RecordList {
  std::vector<Entry> entries;
  bool out_of_memory = false;

  static std::int32_t receive(void* user, const amfs_record* record) noexcept {
    auto& list = *static_cast<RecordList*>(user);
#if defined(__cpp_exceptions)
    try {
      list.entries.push_back(to_entry(*record));
    } catch (...) {
      list.out_of_memory = true;
      return 1;
    }
#else
    list.entries.push_back(to_entry(*record));
#endif
    return 0;
  }

  std::vector<Entry> take(amfs_status status) {
    if (out_of_memory) status = AMFS_LIMIT;
    if (status == AMFS_LIMIT) raise(Error(AMFS_LIMIT, "too much memory read for one event"));
    if (status == AMFS_CANCELLED) raise(Error(AMFS_CANCELLED, "cancelled while reading memory"));
    if (status != AMFS_OK && status != AMFS_LIMIT && status != AMFS_CANCELLED) {
      raise(Error(AMFS_INTERNAL, "reading memory failed, status " + std::to_string(status)));
    }
    return std::move(entries);
  }

  std::optional<Entry> take_one(amfs_status status) {
    std::vector<Entry> all = take(status);
    if (all.empty()) return std::nullopt;
    return std::move(all.front());
  }
};

}  // namespace detail

inline const amfs_memory* ConnectorABC::memory() const {
  const detail::Call* call = detail::current_call();
  const void* extension = nullptr;
  if (call != nullptr && call->event != nullptr) {
    extension = call->sink->get_extension(call->sink, detail::to_abi(AMFS_EXT_MEMORY));
  }
  const auto* memory = static_cast<const amfs_memory*>(extension);
  if (memory != nullptr && AMFS_HAS(amfs_memory, memory, list)) return memory;
  detail::raise(Error(AMFS_INTERNAL,
                      "memory can be read only inside transform, and with permissions.memory_read: "
                      "true in connector.yaml"));
  return nullptr;
}

inline std::optional<Entry> ConnectorABC::read(std::string_view entity_path,
                                               std::string_view key) const {
  const amfs_memory* api = memory();
  if (api == nullptr) return std::nullopt;
  detail::RecordList found;
  return found.take_one(api->get(detail::current_call()->sink, detail::to_abi(entity_path),
                                 detail::to_abi(key), detail::RecordList::receive, &found));
}

inline std::optional<Entry> ConnectorABC::find_ref(std::string_view ref) const {
  const amfs_memory* api = memory();
  if (api == nullptr) return std::nullopt;
  detail::RecordList found;
  return found.take_one(api->find_ref(detail::current_call()->sink, detail::to_abi(ref),
                                      detail::RecordList::receive, &found));
}

inline std::vector<Entry> ConnectorABC::list(std::string_view entity_path,
                                             std::uint32_t limit) const {
  const amfs_memory* api = memory();
  if (api == nullptr) return {};
  detail::RecordList found;
  return found.take(api->list(detail::current_call()->sink, detail::to_abi(entity_path), limit,
                              detail::RecordList::receive, &found));
}

// Without a host the epoch: a test that depends on the clock has to give one.
inline Time ConnectorABC::now() const {
  return host_ == nullptr ? Time() : from_unix_ns(host_->now_unix_ns(host_));
}

inline bool ConnectorABC::cancelled() const {
  const detail::Call* call = detail::current_call();
  return call != nullptr && call->sink != nullptr && call->sink->cancelled(call->sink) != 0;
}

inline std::optional<std::string> ConnectorABC::env(std::string_view name) const {
  const auto found = env_.find(name);
  if (found == env_.end()) return std::nullopt;
  return found->second;
}

}  // namespace v1
}  // namespace amfs
