#include "host/config/secrets.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "host/base/encoding.hpp"
#include "host/config/entity_path.hpp"
#include "host/config/yaml_reader.hpp"
#include "host/crypto/base64.hpp"

namespace host::config {
namespace {

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

std::optional<SecretString> take_value(std::string&& text) {
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  if (is_blank(text)) return std::nullopt;
  return SecretString::absorb(std::move(text));
}

// The value of NAME_FILE or of a credential; `shown` names its origin in errors (never its
// content).
Result<std::optional<SecretString>> read_secret_file(const std::filesystem::path& file,
                                                     const std::string& shown) {
  auto text = read_config_file(file);
  if (!text) return Error{"secret_unreadable", fmt::format("{}: {}", shown, text.error().message)};
  return take_value(std::move(*text));
}

}  // namespace

std::string env_prefix(std::string_view connector_name) {
  std::string prefix = "AMFS_CONNECTOR_";
  for (const char c : connector_name) {
    prefix += c == '-' ? '_' : (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return prefix + '_';
}

std::string secret_name(std::string_view connector_name) {
  return env_prefix(connector_name) + "SECRET";
}

Result<std::optional<SecretString>> read_secret(const std::string& name, const Environment& env) {
  const std::string file_name = name + "_FILE";
  auto value = env(name);
  if (value && is_blank(*value)) value.reset();
  const auto file = env(file_name);
  const bool has_file = file && !is_blank(*file);
  if (value && has_file) {
    wipe(*value);
    return Error{"secret_ambiguous",
                 fmt::format("{} and {} are both set; unset one of them", name, file_name)};
  }
  if (value) {
    if (value->size() > kMaxSecretBytes) {
      return Error{"secret_unreadable", fmt::format("{}: larger than 64 KiB; shorten it", name)};
    }
    return std::optional(SecretString::absorb(std::move(*value)));
  }
  if (has_file) return read_secret_file(*file, file_name);
  const auto directory = env("CREDENTIALS_DIRECTORY");
  if (directory && !is_blank(*directory)) {
    const auto credential = std::filesystem::path(*directory) / name;
    std::error_code ignored;
    if (std::filesystem::exists(credential, ignored)) {
      return read_secret_file(credential, "credential " + name);
    }
  }
  return std::optional<SecretString>();
}

Result<std::optional<SecretString>> read_secrets_key(const Environment& env) {
  auto text = read_secret(kSecretsKey, env);
  if (!text || !*text) return text;
  auto decoded = from_hex((*text)->reveal());
  if (!decoded) decoded = crypto::from_base64((*text)->reveal());
  if (decoded) {
    auto key = SecretString::absorb(std::move(*decoded));
    if (key.size() == kSecretsKeyBytes) return std::optional(std::move(key));
  }
  return Error{"config_invalid",
               fmt::format("{}: expected {} bytes as hexadecimal or base64; make one with: openssl "
                           "rand -hex {}",
                           kSecretsKey, kSecretsKeyBytes, kSecretsKeyBytes)};
}

Result<ConnectorSecrets> read_connector_secrets(std::string_view connector_name,
                                                const Environment& env) {
  const std::string name = secret_name(connector_name);
  ConnectorSecrets secrets;
  auto current = read_secret(name, env);
  if (!current) return current.error();
  if (*current) secrets.current = std::move(**current);
  auto previous = read_secret(name + "_PREVIOUS", env);
  if (!previous) return previous.error();
  if (*previous) secrets.previous = std::move(**previous);

  const std::string prefix_name = env_prefix(connector_name) + "ENTITY_PREFIX";
  const auto prefix = env(prefix_name);
  if (prefix && !is_blank(*prefix)) {
    secrets.entity_prefix = clean_path(*prefix);
    if (!secrets.entity_prefix) {
      return Error{
          "config_invalid",
          fmt::format("{}: not an entity path; use UTF-8 segments joined by /, at most {} bytes",
                      prefix_name, kMaxPathBytes)};
    }
  }
  return secrets;
}

}  // namespace host::config
