#include "host/config/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "host/config/secrets.hpp"
#include "host/config/settings_file.hpp"

namespace host::config {
namespace {

constexpr std::size_t kMaxApiKeys = 256;

// A variable's value; empty counts as not set.
std::optional<std::string> value_of(const Environment& env, std::string_view name) {
  auto value = env(name);
  if (value && value->empty()) value.reset();
  return value;
}

std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> items;
  while (!text.empty()) {
    const std::size_t end = text.find(',');
    std::string_view item = text.substr(0, end);
    while (!item.empty() && (item.front() == ' ' || item.front() == '\t')) item.remove_prefix(1);
    while (!item.empty() && (item.back() == ' ' || item.back() == '\t')) item.remove_suffix(1);
    if (!item.empty()) items.push_back(item);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return items;
}

bool parse_port(std::string_view text, std::uint16_t& port) {
  const char* end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, port);
  return code == std::errc() && stop == end;
}

Result<void> read_port(const Environment& env, std::uint16_t& port) {
  const auto text = value_of(env, "AMFS_HTTP_PORT");
  if (!text || parse_port(*text, port)) return {};
  return Error{"config_invalid",
               "AMFS_HTTP_PORT: must be a port from 0 to 65535 (0 = chosen by the system)"};
}

Result<void> read_monitor(const Environment& env, MonitorSettings& monitor) {
  if (auto host = value_of(env, "AMFS_MONITOR_HOST")) monitor.host = std::move(*host);
  const auto text = value_of(env, "AMFS_MONITOR_PORT");
  if (!text) return {};
  monitor.is_on = *text != kMonitorOff;
  monitor.is_port_set = monitor.is_on;
  if (!monitor.is_on || parse_port(*text, monitor.port)) return {};
  return Error{"config_invalid",
               "AMFS_MONITOR_PORT: must be off, or a port from 0 to 65535 (0 = chosen by the "
               "system)"};
}

Result<void> read_api_keys(const Environment& env, AuthSettings& auth) {
  auto text = read_secret("AMFS_API_KEYS", env);
  if (!text) return text.error();
  if (!*text) return {};
  for (const std::string_view key : split_list((*text)->reveal())) {
    if (auth.api_keys.size() == kMaxApiKeys) {
      return Error{"config_invalid", "AMFS_API_KEYS: more than 256 keys; remove some"};
    }
    auth.api_keys.emplace_back(key);
  }
  return {};
}

Result<void> read_environment(const Environment& env, Settings& settings) {
  if (auto host = value_of(env, "AMFS_HTTP_HOST")) settings.listen.host = std::move(*host);
  if (auto port = read_port(env, settings.listen.port); !port) return port;
  if (auto monitor = read_monitor(env, settings.monitor); !monitor) return monitor;
  if (auto keys = read_api_keys(env, settings.auth); !keys) return keys;
  if (const auto origins = value_of(env, "AMFS_CORS_ORIGINS")) {
    settings.http.cors_origins.clear();
    for (const std::string_view item : split_list(*origins)) {
      if (!is_web_origin(item)) {
        return Error{"config_invalid", fmt::format("AMFS_CORS_ORIGINS: {}", kNoWebOrigin)};
      }
      settings.http.cors_origins.emplace_back(item);
    }
  }
  if (auto dir = value_of(env, "AMFS_DATA_DIR")) settings.data_dir = *dir;
  if (auto dir = value_of(env, "AMFS_PLUGINS_DIR")) settings.plugins_dir = *dir;
  if (auto dir = value_of(env, "AMFS_REGISTRY")) settings.registry = *dir;
  return {};
}

void read_flags(const SettingsFlags& flags, Settings& settings) {
  if (flags.host) settings.listen.host = *flags.host;
  if (flags.port) settings.listen.port = *flags.port;
  if (flags.data_dir) settings.data_dir = *flags.data_dir;
  if (flags.plugins_dir) settings.plugins_dir = *flags.plugins_dir;
  if (flags.registry) settings.registry = *flags.registry;
  settings.auth.allow_unauthenticated |= flags.allow_unauthenticated;
  settings.dev = flags.dev;
}

Result<void> settle_paths(const Environment& env, Settings& settings) {
  if (settings.data_dir.empty()) {
    auto data_dir = default_data_dir(env);
    if (!data_dir) return data_dir.error();
    settings.data_dir = std::move(*data_dir);
  }
  settings.data_dir = std::filesystem::absolute(settings.data_dir).lexically_normal();
  if (settings.plugins_dir.empty()) settings.plugins_dir = settings.data_dir / "connectors";
  settings.plugins_dir = std::filesystem::absolute(settings.plugins_dir).lexically_normal();
  if (!settings.registry.empty()) settings.registry = std::filesystem::absolute(settings.registry);
  return {};
}

}  // namespace

bool is_web_origin(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return false;
  const std::string_view host = text.substr(scheme + 3);
  const bool known = text.substr(0, scheme) == "http" || text.substr(0, scheme) == "https";
  return known && !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  std::string_view("-.:[]_").find(c) != std::string_view::npos;
         });
}

Result<std::filesystem::path> default_data_dir(const Environment& env) {
  if (auto dir = value_of(env, "AMFS_DATA_DIR")) return std::filesystem::path(*dir);
  // XDG: a relative value is invalid and ignored.
  const auto state = value_of(env, "XDG_STATE_HOME");
  if (state && std::filesystem::path(*state).is_absolute())
    return std::filesystem::path(*state) / "amfs";
  if (auto home = value_of(env, "HOME")) return std::filesystem::path(*home) / ".local/state/amfs";
  return Error{"config_invalid", "no place for the data: set AMFS_DATA_DIR, or HOME"};
}

Result<Settings> load_settings(const SettingsFlags& flags, const Environment& env) {
  Settings settings;
  if (flags.config_file) {
    if (auto read = read_settings_file(*flags.config_file, settings); !read) return read.error();
  }
  if (auto read = read_environment(env, settings); !read) return read.error();
  read_flags(flags, settings);
  if (settings.listen.host.empty()) {
    return Error{"config_invalid",
                 "listen.host is empty; use 127.0.0.1, or 0.0.0.0 for every interface"};
  }
  if (settings.monitor.host.empty()) {
    return Error{"config_invalid",
                 "monitor.host is empty; use 127.0.0.1, or the address that Prometheus reaches"};
  }
  if (auto settled = settle_paths(env, settings); !settled) return settled.error();
  return settings;
}

}  // namespace host::config
