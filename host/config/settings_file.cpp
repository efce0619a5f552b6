#include "host/config/settings_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/config/yaml_json.hpp"
#include "host/config/yaml_reader.hpp"
#include "host/config/yaml_values.hpp"

namespace host::config {
namespace {

constexpr std::int64_t kMaxTimeoutNs = 3600 * kNsPerSecond;
constexpr std::int64_t kMaxIoThreads = 256;
constexpr std::int64_t kMaxConnections = 1'000'000;
constexpr std::int64_t kMinBytesInFlight = 1LL << 20;
constexpr std::int64_t kMaxBytes = 1LL << 40;
constexpr std::size_t kMaxConnectors = 256;
constexpr std::size_t kMaxTenantsWithLimits = 1000;
constexpr std::size_t kMaxTenantName = 63;
constexpr std::int64_t kMaxRate = 1'000'000;
constexpr std::int64_t kMaxEntries = 1'000'000'000'000;

void read_listen(const YamlNode& node, ListenSettings& out) {
  YamlMap map(node, "listen");
  if (const auto* host = map.find("host")) out.host = read_text(*host, 255);
  if (const auto* port = map.find("port")) {
    out.port = static_cast<std::uint16_t>(read_integer(*port, 0, 65535));
  }
  map.finish();
}

void read_monitor(const YamlNode& node, MonitorSettings& out) {
  YamlMap map(node, "monitor");
  if (const auto* host = map.find("host")) out.host = read_text(*host, 255);
  if (const auto* port = map.find("port")) {
    out.is_on = !port->is_scalar() || read_text(*port) != kMonitorOff;
    out.is_port_set = out.is_on;
    if (out.is_on) out.port = static_cast<std::uint16_t>(read_integer(*port, 0, 65535));
  }
  map.finish();
}

void read_auth(const YamlNode& node, AuthSettings& out) {
  YamlMap map(node, "auth");
  if (const auto* flag = map.find("require_key_on_webhooks"))
    out.require_key_on_webhooks = read_bool(*flag);
  if (const auto* flag = map.find("allow_unauthenticated"))
    out.allow_unauthenticated = read_bool(*flag);
  map.finish();
}

void read_timeout(YamlMap& map, std::string_view key, std::int64_t& out) {
  if (const auto* node = map.find(key)) out = read_duration(*node, 100 * kNsPerMs, kMaxTimeoutNs);
}

void read_http(const YamlNode& node, HttpSettings& out) {
  YamlMap map(node, "http");
  if (const auto* threads = map.find("io_threads")) {
    out.io_threads = static_cast<unsigned>(read_integer(*threads, 0, kMaxIoThreads));
  }
  if (const auto* origins = map.find("cors_origins")) {
    out.cors_origins = read_text_list(*origins);
    if (!std::all_of(out.cors_origins.begin(), out.cors_origins.end(), is_web_origin)) {
      fail_at(*origins, kNoWebOrigin);
    }
  }
  if (const auto* max = map.find("max_connections")) {
    out.max_connections = static_cast<std::uint32_t>(read_integer(*max, 1, kMaxConnections));
  }
  if (const auto* max = map.find("max_bytes_in_flight")) {
    out.max_bytes_in_flight =
        static_cast<std::uint64_t>(read_integer(*max, kMinBytesInFlight, kMaxBytes));
  }
  read_timeout(map, "header_timeout", out.header_timeout_ns);
  read_timeout(map, "body_timeout", out.body_timeout_ns);
  read_timeout(map, "idle_timeout", out.idle_timeout_ns);
  map.finish();
}

void read_storage(const YamlNode& node, StorageSettings& out) {
  YamlMap map(node, "storage");
  if (const auto* reserve = map.find("disk_reserve_bytes")) {
    out.disk_reserve_bytes = static_cast<std::uint64_t>(read_integer(*reserve, 0, kMaxBytes));
  }
  map.finish();
}

void read_limit(YamlMap& map, std::string_view key, std::int64_t max, std::int64_t& out) {
  if (const auto* node = map.find(key)) out = read_integer(*node, 0, max);
}

void read_limits(const YamlNode& node, const std::string& section, LimitSettings& out) {
  YamlMap map(node, section);
  read_limit(map, "requests_per_minute", kMaxRate, out.requests_per_minute);
  read_limit(map, "webhooks_per_second", kMaxRate, out.webhooks_per_second);
  read_limit(map, "webhooks_burst", kMaxRate, out.webhooks_burst);
  read_limit(map, "entries_max", kMaxEntries, out.entries_max);
  map.finish();
}

// After `limits`: what a tenant does not say for itself is as for all.
void read_tenants(const YamlNode& node, TenantSettings& out) {
  if (!node.is_map() || node.entries.size() > kMaxTenantsWithLimits) {
    fail_at(node, fmt::format("tenants must map at most {} names to their limits",
                              kMaxTenantsWithLimits));
  }
  for (const YamlEntry& entry : node.entries) {
    if (entry.key.empty() || entry.key.size() > kMaxTenantName) {
      fail_at(entry.value, "a tenant's name is at most 63 lowercase letters, digits and hyphens");
    }
    LimitSettings& limits = out.by_name.emplace(entry.key, out.defaults).first->second;
    if (!entry.value.is_null()) read_limits(entry.value, "tenants." + entry.key, limits);
  }
}

void read_connectors(const YamlNode& node, Settings& settings) {
  if (!node.is_map() || node.entries.size() > kMaxConnectors) {
    fail_at(node,
            fmt::format("connectors must map at most {} names to their settings", kMaxConnectors));
  }
  for (const YamlEntry& entry : node.entries) {
    ConnectorSettings& connector = settings.connectors[entry.key];
    if (entry.value.is_null()) continue;
    YamlMap map(entry.value, "connectors." + entry.key);
    if (const auto* enabled = map.find("enabled")) connector.enabled = read_bool(*enabled);
    if (const auto* config = map.find("config"))
      connector.config_json = to_json_object(*config, "config");
    map.finish();
  }
}

void read_root(const YamlNode& root, const std::filesystem::path& folder, Settings& settings) {
  if (root.is_null()) return;  // an empty file says nothing
  YamlMap map(root, "the settings");
  if (const auto* node = map.find("listen")) read_listen(*node, settings.listen);
  if (const auto* node = map.find("monitor")) read_monitor(*node, settings.monitor);
  if (const auto* node = map.find("data")) settings.data_dir = folder / read_text(*node);
  if (const auto* node = map.find("plugins")) settings.plugins_dir = folder / read_text(*node);
  if (const auto* node = map.find("registry")) settings.registry = folder / read_text(*node);
  if (const auto* node = map.find("auth")) read_auth(*node, settings.auth);
  if (const auto* node = map.find("http")) read_http(*node, settings.http);
  if (const auto* node = map.find("storage")) read_storage(*node, settings.storage);
  if (const auto* node = map.find("limits")) {
    read_limits(*node, "limits", settings.tenants.defaults);
  }
  if (const auto* node = map.find("tenants")) read_tenants(*node, settings.tenants);
  if (const auto* node = map.find("connectors")) read_connectors(*node, settings);
  map.finish();
}

}  // namespace

Result<void> read_settings_file(const std::filesystem::path& file, Settings& settings) {
  auto text = read_config_file(file);
  if (!text) return text.error();
  try {
    read_root(parse_yaml(*text), std::filesystem::absolute(file).parent_path(), settings);
    return {};
  } catch (const ConfigError& error) {
    return Error{"config_invalid", describe(error, file.string())};
  }
}

}  // namespace host::config
