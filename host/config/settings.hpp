// Settings of the host process: amfs.yaml < AMFS_* environment < flags (contract 6).
//
// Built once at start and read-only afterwards. Unknown keys fail. Paths come out absolute.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/error.hpp"
#include "host/config/environment.hpp"
#include "host/config/secret_string.hpp"

namespace host::config {

struct ListenSettings {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8741;  // 0 = chosen by the system
};

// Where metrics are served. A port that nobody set gives way to another program's: the system
// chooses then. One that was set is listened on, or the start fails.
struct MonitorSettings {
  std::string host = "127.0.0.1";
  std::uint16_t port = 9741;  // 0 = chosen by the system
  bool is_port_set = false;
  bool is_on = true;  // false: `off` in place of the port
};

inline constexpr const char* kMonitorOff = "off";

struct AuthSettings {
  bool require_key_on_webhooks = false;
  bool allow_unauthenticated = false;  // listen beyond loopback without keys
  std::vector<SecretString> api_keys;  // AMFS_API_KEYS: default tenant, all scopes
};

struct HttpSettings {
  unsigned io_threads = 0;  // 0 = one per core, at least 1
  std::vector<std::string> cors_origins;
  std::uint32_t max_connections = 4096;
  std::uint64_t max_bytes_in_flight = 256ULL << 20;  // request bodies held in memory
  std::int64_t header_timeout_ns = 10 * kNsPerSecond;
  std::int64_t body_timeout_ns = 30 * kNsPerSecond;
  std::int64_t idle_timeout_ns = 75 * kNsPerSecond;
};

struct StorageSettings {
  std::uint64_t disk_reserve_bytes = 256ULL << 20;  // below this, intake answers 503 storage_full
};

// What one tenant may ask for; 0 = no limit.
struct LimitSettings {
  std::int64_t requests_per_minute = 0;  // of the memory API; as many may come at once
  std::int64_t webhooks_per_second = 0;
  std::int64_t webhooks_burst = 0;  // at once; 0 = those of one second
  std::int64_t entries_max = 0;     // current entries, as GET /stats counts them
};

struct TenantSettings {
  LimitSettings defaults;
  std::map<std::string, LimitSettings, std::less<>> by_name;  // complete: defaults filled in
};

struct ConnectorSettings {
  bool enabled = true;
  std::string config_json;  // "" = nothing to overlay
};

struct Settings {
  ListenSettings listen;
  MonitorSettings monitor;
  std::filesystem::path data_dir;
  std::filesystem::path plugins_dir;
  std::filesystem::path registry;  // where connectors are installed from; "" = the one of amfs
  AuthSettings auth;
  HttpSettings http;
  StorageSettings storage;
  TenantSettings tenants;
  std::map<std::string, ConnectorSettings, std::less<>> connectors;
  bool dev = false;
};

// What the command line said; unset = not given.
struct SettingsFlags {
  std::optional<std::filesystem::path> config_file;
  std::optional<std::string> host;
  std::optional<std::uint16_t> port;
  std::optional<std::filesystem::path> data_dir;
  std::optional<std::filesystem::path> plugins_dir;
  std::optional<std::filesystem::path> registry;
  bool allow_unauthenticated = false;
  bool dev = false;
};

// An Error "config_invalid" is one line: "file:line:column: …" or "AMFS_HTTP_PORT: …". Without
// flags.config_file no file is read.
Result<Settings> load_settings(const SettingsFlags& flags, const Environment& env);

// What browsers send as Origin: http or https, host in lower case, a port; nothing else.
bool is_web_origin(std::string_view text);
inline constexpr const char* kNoWebOrigin =
    "an origin is written https://host or https://host:port, in lower case; there is no *";

// AMFS_DATA_DIR, else $XDG_STATE_HOME/amfs, else ~/.local/state/amfs. For the CLI too.
Result<std::filesystem::path> default_data_dir(const Environment& env);

}  // namespace host::config
