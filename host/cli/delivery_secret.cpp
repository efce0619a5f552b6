#include "host/cli/delivery_secret.hpp"

#include <fmt/format.h>

#include <string_view>

#include "host/config/secrets.hpp"
#include "host/config/yaml_reader.hpp"

namespace host::cli {
namespace {

// The value of the line "name=value"; empty when there is none.
config::SecretString line_value(std::string_view text, const std::string& name) {
  const std::string start = name + '=';
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with(start)) return config::SecretString(line.substr(start.size()));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return {};
}

}  // namespace

Result<config::SecretString> find_delivery_secret(const std::string& connector,
                                                  const std::filesystem::path& data_dir,
                                                  const config::Environment& env) {
  const std::string name = config::secret_name(connector);
  auto secret = config::read_secret(name, env);
  if (!secret) return secret.error();
  if (*secret) return std::move(**secret);
  const auto file = data_dir / "dev.env";
  std::string reason = fmt::format("nor in {}", file.string());
  if (auto text = config::read_config_file(file)) {
    config::SecretString found = line_value(*text, name);
    config::wipe(*text);
    if (!found.empty()) return found;
  } else {
    reason += fmt::format(" ({})", text.error().message);
  }
  return Error{"secret_missing",
               fmt::format("no secret to sign with: not in {}, {}; set the variable to the host's "
                           "secret, or run: amfs serve --dev",
                           name, reason)};
}

Result<ingest::SenderSecrets> find_signing_secrets(const config::Manifest& manifest,
                                                   const std::filesystem::path& data_dir,
                                                   const config::Environment& env) {
  ingest::SenderSecrets secrets;
  if (!manifest.webhook.needs_secret()) return secrets;
  auto secret = find_delivery_secret(manifest.name, data_dir, env);
  if (!secret) return secret.error();
  secrets.secret = std::move(*secret);
  const config::SignatureSpec* rules = manifest.webhook.for_secret(secrets.secret.reveal());
  if (rules == nullptr || rules->algorithm != config::SignatureAlgorithm::ed25519) return secrets;
  auto key = config::read_secret(config::env_prefix(manifest.name) + "SIGNING_KEY", env);
  if (!key) return key.error();
  if (*key) secrets.private_key = std::move(**key);
  return secrets;
}

}  // namespace host::cli
