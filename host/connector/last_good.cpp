#include "host/connector/last_good.hpp"

#include <sys/stat.h>

#include <algorithm>

#include "host/base/files.hpp"
#include "host/base/log.hpp"
#include "host/config/manifest_loader.hpp"
#include "host/config/yaml_reader.hpp"
#include "host/connector/connector.hpp"

namespace host::connector {

std::vector<std::string> LastGood::names() const {
  std::vector<std::string> out;
  std::error_code failed;
  for (std::filesystem::directory_iterator it(root_, failed), end;
       !failed && it != end && out.size() < kConnectorsMax; it.increment(failed)) {
    const auto& file = it->path();
    if (file.extension() == ".yaml") out.push_back(file.stem().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

KeptManifest LastGood::read(const std::string& name) const {
  std::error_code ignored;
  if (!std::filesystem::exists(file_of(name), ignored)) return {};
  auto yaml = config::read_config_file(file_of(name));
  auto manifest = yaml.has_value() ? config::parse_manifest(yaml.value(), file_of(name).string())
                                   : Result<config::Manifest>(yaml.error());
  if (manifest.has_error() || manifest.value().name != name) {
    log::warn("connector {}: its kept manifest cannot be used: {}", name,
              manifest.has_error() ? manifest.error().message : "it is another connector's");
    return {};
  }
  return {std::move(yaml.value()),
          std::make_shared<const config::Manifest>(std::move(manifest.value()))};
}

void LastGood::keep(const std::string& name, const std::string& yaml) const {
  const auto kept = config::read_config_file(file_of(name));
  if (kept.has_value() && kept.value() == yaml) return;
  const auto done = replace_file(file_of(name), yaml, kPrivateFile);
  if (done.has_error()) {
    log::error("connector {}: its manifest is not kept for the next start: {}", name,
               done.error().message);
  }
}

void LastGood::forget(const std::string& name) const {
  std::error_code failed;
  std::filesystem::remove(file_of(name), failed);
  if (failed) {
    log::error("connector {}: {} cannot be removed ({})", name, file_of(name).string(),
               failed.message());
  }
}

}  // namespace host::connector
