#include "host/server/dev_mode.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <fstream>

#include "host/base/files.hpp"
#include "host/base/log.hpp"
#include "host/config/secrets.hpp"
#include "host/config/signing_key.hpp"

namespace host::server {
namespace {

std::filesystem::path dev_file(const std::filesystem::path& data_dir) {
  return data_dir / "dev.env";
}

}  // namespace

DevSecrets::DevSecrets(const std::filesystem::path& data_dir, config::Environment env)
    : file_(dev_file(data_dir)), env_(std::move(env)) {
  std::ifstream in(file_);
  for (std::string line; std::getline(in, line);) {
    const std::size_t equals = line.find('=');
    if (equals != std::string::npos) secrets_[line.substr(0, equals)] = line.substr(equals + 1);
  }
}

std::optional<std::string> DevSecrets::find(std::string_view name) const {
  auto value = env_(name);
  if (value && !value->empty()) return value;
  const auto found = secrets_.find(name);
  return found == secrets_.end() ? value : std::optional(found->second);
}

void DevSecrets::provide(const config::Manifest& manifest) {
  const std::string variable = config::secret_name(manifest.name);
  const auto configured = config::read_secret(variable, env_);
  const bool is_set = configured.has_error() || configured.value();  // an error is shown elsewhere
  if (is_set || secrets_.count(variable) != 0) return;
  const std::string secret = config::throw_away_secret(manifest.webhook);
  if (secret.empty()) return;
  secrets_[variable] = secret;
  std::string text;
  for (const auto& [name, value] : secrets_) text += name + "=" + value + "\n";
  if (const auto done = replace_file(file_, text, kPrivateFile); done.has_error())
    log::error("the secret of connector {} is not kept: {}", manifest.name, done.error().message);
}

std::string dev_greeting(const std::string& url, const config::Settings& settings) {
  const std::string options = fmt::format(" --url {} --data {}", url, settings.data_dir.string());
  const std::string amfs = std::filesystem::read_symlink("/proc/self/exe").string();
  return fmt::format(
      "Throw-away secrets are in {0}. In another terminal:\n\n"
      "  {1} event trigger github pull_request.closed{2}\n"
      "  {1} entry get repos/acme/shop pr-42{2}\n"
      "  {1} search checkout{2}\n",
      dev_file(settings.data_dir).string(), amfs, options);
}

}  // namespace host::server
