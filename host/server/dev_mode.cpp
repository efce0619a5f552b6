#include "host/server/dev_mode.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <set>

#include "host/base/encoding.hpp"
#include "host/config/manifest_loader.hpp"
#include "host/config/secrets.hpp"
#include "host/server/connector_setup.hpp"

namespace host::server {
namespace {

using Secrets = std::map<std::string, std::string, std::less<>>;

constexpr std::size_t kDevSecretBytes = 24;
constexpr std::size_t kFoldersMax = 256;

std::filesystem::path dev_file(const config::Settings& settings) {
  return settings.data_dir / "dev.env";
}

Secrets read_file(const std::filesystem::path& file) {
  Secrets out;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    const std::size_t equals = line.find('=');
    if (equals != std::string::npos) out[line.substr(0, equals)] = line.substr(equals + 1);
  }
  return out;
}

Result<void> write_file(const std::filesystem::path& file, const Secrets& secrets) {
  const std::string fresh = file.string() + ".new";
  unlink(fresh.c_str());
  const int fd =
      open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  std::string text;
  for (const auto& [name, secret] : secrets) text += name + "=" + secret + "\n";
  const bool ok =
      fd >= 0 && write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (fd >= 0) close(fd);
  if (!ok || rename(fresh.c_str(), file.c_str()) != 0) {
    return Error{"dev_env",
                 fmt::format("cannot write {} ({})", file.string(), std::strerror(errno))};
  }
  return {};
}

std::set<std::string> connector_names(const config::Settings& settings) {
  std::set<std::string> names;
  for (const auto& root : {built_in_connectors(), settings.plugins_dir}) {
    std::error_code missing;
    for (const auto& folder : std::filesystem::directory_iterator(root, missing)) {
      const auto manifest = config::load_manifest(folder.path() / config::kManifestFile);
      if (manifest.has_value() && names.size() < kFoldersMax) names.insert(manifest.value().name);
    }
  }
  return names;
}

}  // namespace

Result<config::Environment> with_dev_secrets(const config::Settings& settings,
                                             const config::Environment& env) {
  std::error_code failed;
  std::filesystem::create_directories(settings.data_dir, failed);
  auto secrets = std::make_shared<Secrets>(read_file(dev_file(settings)));
  bool added = false;
  for (const std::string& name : connector_names(settings)) {
    const std::string variable = config::secret_name(name);
    const auto configured = config::read_secret(variable, env);
    if (configured.has_error()) return configured.error();
    if (configured.value() || secrets->count(variable) != 0) continue;
    (*secrets)[variable] = to_hex(random_bytes(kDevSecretBytes));
    added = true;
  }
  if (added) {
    if (auto done = write_file(dev_file(settings), *secrets); done.has_error()) return done.error();
  }
  return config::Environment([env, secrets](std::string_view name) -> std::optional<std::string> {
    auto value = env(name);
    if (value && !value->empty()) return value;
    const auto found = secrets->find(name);
    return found == secrets->end() ? value : std::optional(found->second);
  });
}

std::string dev_greeting(const std::string& url, const config::Settings& settings) {
  const std::string options = fmt::format(" --url {} --data {}", url, settings.data_dir.string());
  const std::string amfs = std::filesystem::read_symlink("/proc/self/exe").string();
  return fmt::format(
      "Throw-away secrets are in {0}. In another terminal:\n\n"
      "  {1} event trigger github pull_request.closed{2}\n"
      "  {1} entry get repos/acme/shop pr-42{2}\n"
      "  {1} search checkout{2}\n",
      dev_file(settings).string(), amfs, options);
}

}  // namespace host::server
