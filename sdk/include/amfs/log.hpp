// Log: structured lines through the host, which adds the connector's name and drops what comes too
// fast (50 lines a second) or is too long (2 KiB). Texts are copied before a call returns. Never
// log a payload: operators share logs. Thread tag: [any]. Nothing here fails.
//
//   log().warning("unknown state", {{"state", state}});
#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "amfs/abi/connector.h"
#include "amfs/detail/abi_text.hpp"

namespace amfs {
inline namespace v1 {

class Log {
 public:
  using Fields = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  // `host` may be null: nothing is logged then.
  explicit Log(const amfs_host* host) : host_(host) {}

  void debug(std::string_view message, Fields fields = {}) const {
    write(AMFS_LOG_DEBUG, message, fields);
  }
  void info(std::string_view message, Fields fields = {}) const {
    write(AMFS_LOG_INFO, message, fields);
  }
  void warning(std::string_view message, Fields fields = {}) const {
    write(AMFS_LOG_WARNING, message, fields);
  }
  void error(std::string_view message, Fields fields = {}) const {
    write(AMFS_LOG_ERROR, message, fields);
  }
  bool debug_enabled() const {
    return host_ != nullptr && host_->log_enabled(host_, AMFS_LOG_DEBUG) != 0;
  }

 private:
  void write(std::int32_t level, std::string_view message, Fields fields) const {
    if (host_ == nullptr || host_->log_enabled(host_, level) == 0) return;
    std::vector<amfs_kv> pairs;
    pairs.reserve(fields.size());
    for (const auto& [name, value] : fields) {
      pairs.push_back({detail::to_abi(name), detail::to_abi(value)});
    }
    host_->log(host_, level, detail::to_abi(message), pairs.data(),
               static_cast<std::uint32_t>(pairs.size()));
  }

  const amfs_host* host_;
};

}  // namespace v1
}  // namespace amfs
