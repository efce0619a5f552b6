#include "host/connector/plugin_host.hpp"

#include <algorithm>

#include "host/base/log.hpp"
#include "host/base/version.hpp"
#include "host/connector/abi_text.hpp"

namespace host::connector {
namespace {

log::Level level_of(std::int32_t level) {
  switch (level) {
    case AMFS_LOG_DEBUG:
      return log::Level::debug;
    case AMFS_LOG_WARNING:
      return log::Level::warn;
    case AMFS_LOG_ERROR:
      return log::Level::error;
    default:
      return log::Level::info;
  }
}

}  // namespace

PluginHost::PluginHost(std::string connector, const Clock& clock)
    : connector_(std::move(connector)), clock_(clock) {
  host_.struct_size = sizeof host_;
  host_.abi_major = AMFS_ABI_MAJOR;
  host_.abi_minor = AMFS_ABI_MINOR;
  host_.ctx = this;
  host_.name = to_abi("amfs");
  host_.version = to_abi(kVersion);
  host_.log = &PluginHost::log;
  host_.log_enabled = &PluginHost::log_enabled;
  host_.now_unix_ns = &PluginHost::now_unix_ns;
  host_.now_mono_ns = &PluginHost::now_mono_ns;
  host_.get_extension = &PluginHost::get_extension;
}

bool PluginHost::may_log() {
  const std::int64_t second = monotonic_ns() / kNsPerSecond;
  if (log_second_.exchange(second) != second) {
    const std::uint64_t last = lines_.exchange(0);
    if (last > kLogLinesPerSecond) {
      log::warn("connector {}: {} log lines dropped", connector_, last - kLogLinesPerSecond);
    }
  }
  return lines_.fetch_add(1) < kLogLinesPerSecond;
}

void PluginHost::log(const amfs_host* host, std::int32_t level, amfs_str message,
                     const amfs_kv* fields, std::uint32_t field_count) {
  try {
    self(host).write_line(level, from_abi(message), fields, field_count);
  } catch (...) {  // no exception may cross: a lost log line is the smaller harm
  }
}

void PluginHost::write_line(std::int32_t level, std::string_view message, const amfs_kv* fields,
                            std::uint32_t field_count) {
  if (!may_log()) return;
  std::string line = printable(message, kLogLineMax);
  for (std::uint32_t i = 0; fields != nullptr && i < std::min(field_count, kLogFieldsMax); ++i) {
    line += ' ' + printable(from_abi(fields[i].key), 64) + '=' +
            printable(from_abi(fields[i].value), 256);
  }
  log::line(level_of(level), "connector {}: {}", connector_, printable(line, kLogLineMax));
}

std::uint32_t PluginHost::log_enabled(const amfs_host* /*host*/, std::int32_t level) {
  return log::is_on(level_of(level)) ? 1 : 0;
}

std::int64_t PluginHost::now_unix_ns(const amfs_host* host) { return self(host).clock_.now_ns(); }
std::int64_t PluginHost::now_mono_ns(const amfs_host* /*host*/) { return monotonic_ns(); }
const void* PluginHost::get_extension(const amfs_host* /*host*/, amfs_str /*id*/) {
  return nullptr;
}

}  // namespace host::connector
