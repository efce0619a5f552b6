// `amfs serve --dev`: throw-away secrets for connectors that have none, and commands to paste.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "host/config/environment.hpp"
#include "host/config/manifest.hpp"
#include "host/config/settings.hpp"

namespace host::server {

// One AMFS_CONNECTOR_{NAME}_SECRET line per connector in $data_dir/dev.env (0600), made when a
// connector without a secret turns up, at the start or while the host runs.
//
// Thread rule: one thread at a time; the host asks while it loads connectors, which it does so.
class DevSecrets {
 public:
  DevSecrets(const std::filesystem::path& data_dir, config::Environment env);

  // As an Environment: the real one, and the throw-away secrets behind it.
  std::optional<std::string> find(std::string_view name) const;
  // A failure to write the file is logged: the secret works until the host stops.
  void provide(const config::Manifest& manifest);

 private:
  const std::filesystem::path file_;
  const config::Environment env_;
  std::map<std::string, std::string, std::less<>> secrets_;
};

// Three commands that send a sample event and show what became of it.
std::string dev_greeting(const std::string& url, const config::Settings& settings);

}  // namespace host::server
