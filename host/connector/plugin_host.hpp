// PluginHost: the amfs_host of one connector: log lines with its name, clocks. Must outlive every
// instance made with it. Its callbacks run on any thread.
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "amfs/abi/connector.h"
#include "host/base/clock.hpp"

namespace host::connector {

inline constexpr std::uint64_t kLogLinesPerSecond = 50;  // of one connector; the rest is counted
inline constexpr std::size_t kLogLineMax = 2048;         // bytes
inline constexpr std::uint32_t kLogFieldsMax = 16;

class PluginHost {
 public:
  PluginHost(std::string connector, const Clock& clock);
  PluginHost(const PluginHost&) = delete;
  PluginHost& operator=(const PluginHost&) = delete;

  const amfs_host* abi() const { return &host_; }

 private:
  static PluginHost& self(const amfs_host* host) { return *static_cast<PluginHost*>(host->ctx); }
  static void log(const amfs_host* host, std::int32_t level, amfs_str message,
                  const amfs_kv* fields, std::uint32_t field_count);
  static std::uint32_t log_enabled(const amfs_host* host, std::int32_t level);
  static std::int64_t now_unix_ns(const amfs_host* host);
  static std::int64_t now_mono_ns(const amfs_host* host);
  static const void* get_extension(const amfs_host* host, amfs_str id);
  bool may_log();
  void write_line(std::int32_t level, std::string_view message, const amfs_kv* fields,
                  std::uint32_t field_count);

  std::string connector_;
  const Clock& clock_;
  amfs_host host_{};
  std::atomic<std::int64_t> log_second_{0};
  std::atomic<std::uint64_t> lines_{0};
};

}  // namespace host::connector
