#include "host/validator/validate_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/config/yaml_values.hpp"
#include "host/validator/check.hpp"

namespace host::validator {
namespace {

constexpr std::size_t kReasonMax = 512;

ValidateSettings read_settings(const config::YamlNode& root) {
  ValidateSettings settings;
  config::YamlMap map(root, "validate.yaml");
  std::vector<std::string> known;
  for (const Check& check : catalogue()) known.emplace_back(check.id);
  if (const auto* skip = map.find("skip")) {
    if (!skip->is_map()) config::fail_at(*skip, "skip is a list of \"check-id: reason\" lines");
    for (const config::YamlEntry& entry : skip->entries) {
      if (std::find(known.begin(), known.end(), entry.key) == known.end()) {
        config::fail_at(entry.value,
                        fmt::format("there is no check \"{}\"{}; amfs connector validate --list "
                                    "shows them",
                                    entry.key, config::did_you_mean(entry.key, known)));
      }
      const bool has_text = entry.value.is_scalar() && !entry.value.text.empty();
      if (!has_text) config::fail_at(entry.value, "say why the check is switched off");
      settings.skip[entry.key] = config::read_text(entry.value, kReasonMax);
    }
  }
  map.finish();
  return settings;
}

}  // namespace

Result<ValidateSettings> load_settings(const std::filesystem::path& folder) {
  const auto file = folder / kSettingsFile;
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return ValidateSettings{};
  const auto text = config::read_config_file(file);
  if (!text) return text.error();
  try {
    return read_settings(config::parse_yaml(*text));
  } catch (const config::ConfigError& error) {
    return Error{"validate_settings", config::describe(error, file.string())};
  }
}

}  // namespace host::validator
