#include <fmt/format.h>

#include <algorithm>

#include "host/config/entity_path.hpp"
#include "host/config/manifest_sections.hpp"
#include "host/config/secrets.hpp"
#include "host/config/yaml_values.hpp"

namespace host::config {
namespace {

constexpr std::size_t kMaxLibraryName = 64;
constexpr std::size_t kMaxClassName = 256;
constexpr std::size_t kMaxPattern = 128;
constexpr std::size_t kMaxEnvVars = 64;
constexpr std::size_t kMaxWritePaths = 32;
constexpr std::string_view kDefaultPathWord = "default_entity_path";

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_library_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxLibraryName && is_lower(name[0]) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return is_lower(c) || is_digit(c) || c == '_' || c == '-'; });
}

// A C++ class name, qualified or not: "acme::StripeConnector".
bool is_class_name(std::string_view name) {
  return name.size() <= kMaxClassName && !is_digit(name[0]) &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return is_lower(c) || is_upper(c) || is_digit(c) || c == '_' || c == ':';
         });
}

// Secrets never reach a plugin, under whatever connector's name they are filed.
bool names_secret(std::string_view name) {
  return name.ends_with("_SECRET") || name.ends_with("_SECRET_PREVIOUS") || name.ends_with("_FILE");
}

void check_env_var(const YamlNode& node, const EnvVarSpec& env, std::string_view connector_name) {
  const std::string prefix = env_prefix(connector_name);
  const bool valid = env.name.size() > prefix.size() && env.name.size() <= 256 &&
                     env.name.starts_with(prefix) &&
                     std::all_of(env.name.begin(), env.name.end(),
                                 [](char c) { return is_upper(c) || is_digit(c) || c == '_'; });
  if (!valid) {
    fail_at(node,
            fmt::format("\"{}\" is not allowed; a manifest may name only {}*", env.name, prefix));
  }
  if (env.expose && names_secret(env.name)) {
    fail_at(node, fmt::format("\"{}\" is a secret and is never shown to a plugin; remove expose",
                              env.name));
  }
}

// What stands beside or under a variable's name: nothing, a description, or a map.
void read_env_details(YamlMap& map, EnvVarSpec& env) {
  if (const auto* text = map.find("description")) env.description = read_text(*text);
  if (const auto* flag = map.find("required")) env.required = read_bool(*flag);
  if (const auto* flag = map.find("expose")) env.expose = read_bool(*flag);
  map.finish();
}

EnvVarSpec read_listed_env_var(const YamlNode& node) {
  EnvVarSpec env;
  if (node.is_scalar()) {
    env.name = read_text(node);
    return env;
  }
  YamlMap map(node, "an item of env_vars");
  env.name = read_text(map.need("name", "name the variable"));
  read_env_details(map, env);
  return env;
}

EnvVarSpec read_mapped_env_var(const YamlEntry& entry) {
  EnvVarSpec env;
  env.name = entry.key;
  if (entry.value.is_scalar()) env.description = read_text(entry.value);
  if (entry.value.is_map()) {
    YamlMap map(entry.value, "an item of env_vars");
    read_env_details(map, env);
  }
  if (entry.value.is_sequence()) fail_at(entry.value, "must be a description or a mapping");
  return env;
}

}  // namespace

EntryPoint read_entry_point(const YamlNode& node) {
  const std::string text = read_text(node);
  const std::size_t colon = text.find(':');
  const std::string left = text.substr(0, colon);
  EntryPoint entry;
  entry.library =
      left.substr(0, left.find('.'));  // Python-style module paths name the same library
  if (colon != std::string::npos) entry.class_name = text.substr(colon + 1);
  if (!is_library_name(entry.library) ||
      (!entry.class_name.empty() && !is_class_name(entry.class_name))) {
    fail_at(node,
            "entry_point must be library:Class; write it like amfs_connector_x:XConnector "
            "for libamfs_connector_x.so");
  }
  return entry;
}

std::vector<std::string> read_event_types(const YamlNode& node) {
  std::vector<std::string> types = read_text_list(node);
  for (const std::string& type : types) {
    const std::size_t star = type.find('*');
    if (type.empty() || type.size() > kMaxPattern ||
        (star != std::string::npos && star + 1 != type.size())) {
      fail_at(node,
              fmt::format("event type \"{}\": use an exact name, or a prefix and one trailing *, "
                          "at most {} bytes",
                          type, kMaxPattern));
    }
  }
  return types;
}

std::vector<EnvVarSpec> read_env_vars(const YamlNode& node, std::string_view connector_name) {
  std::vector<EnvVarSpec> list;
  const auto add = [&](const YamlNode& at, EnvVarSpec&& env) {
    check_env_var(at, env, connector_name);
    const auto same = [&](const EnvVarSpec& other) { return other.name == env.name; };
    if (std::any_of(list.begin(), list.end(), same)) fail_at(at, "listed twice; remove one");
    if (list.size() == kMaxEnvVars) fail_at(at, "more than 64 variables; shorten the list");
    list.push_back(std::move(env));
  };
  if (node.is_map()) {
    for (const YamlEntry& entry : node.entries) {
      YamlNode at;
      at.line = entry.line;
      at.column = entry.column;
      add(at, read_mapped_env_var(entry));
    }
  } else if (node.is_sequence()) {
    for (const YamlNode& item : node.items) add(item, read_listed_env_var(item));
  } else {
    fail_at(node, "env_vars must be a list of names or of {name, description, required, expose}");
  }
  return list;
}

std::string read_entity_path(const YamlNode& node) {
  const auto path = clean_path(read_text(node));
  if (!path) {
    fail_at(node, fmt::format("not an entity path; use segments joined by /, at most {} bytes",
                              kMaxPathBytes));
  }
  return *path;
}

PermissionsSpec read_permissions(const YamlNode& node, const std::string& default_path) {
  YamlMap map(node, "permissions");
  PermissionsSpec permissions;
  permissions.memory_write = {default_path};
  if (const auto* read = map.find("memory_read")) permissions.memory_read = read_bool(*read);
  if (const auto* write = map.find("memory_write")) {
    if (!write->is_sequence() || write->items.size() > kMaxWritePaths) {
      fail_at(*write, "memory_write must be a list of at most 32 entity paths");
    }
    permissions.memory_write.clear();
    for (const YamlNode& item : write->items) {
      permissions.memory_write.push_back(
          read_text(item) == kDefaultPathWord ? default_path : read_entity_path(item));
    }
  }
  map.finish();
  return permissions;
}

RetrySpec read_retry(const YamlNode& node) {
  constexpr std::int64_t kMinDelay = 10 * kNsPerMs;
  YamlMap map(node, "retry");
  RetrySpec retry;
  if (const auto* attempts = map.find("attempts")) {
    retry.attempts = static_cast<int>(read_integer(*attempts, 1, 100));
  }
  if (const auto* delay = map.find("delay"))
    retry.delay_ns = read_duration(*delay, kMinDelay, kDayNs);
  retry.max_delay_ns = std::max(retry.max_delay_ns, retry.delay_ns);
  if (const auto* max = map.find("max_delay")) {
    retry.max_delay_ns = read_duration(*max, kMinDelay, 7 * kDayNs);
    if (retry.max_delay_ns < retry.delay_ns)
      fail_at(*max, "max_delay is shorter than delay; raise it");
  }
  map.finish();
  return retry;
}

}  // namespace host::config
