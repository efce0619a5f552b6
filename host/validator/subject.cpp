#include "host/validator/subject.hpp"

#include "host/config/manifest_loader.hpp"
#include "host/connector/plugin_file.hpp"
#include "host/connector/plugin_library.hpp"

namespace host::validator {
namespace {

namespace fs = std::filesystem;

// For connectors without samples, so that their code runs at all.
Sample made_up_sample() { return {"made-up event", {}, R"({"id": "1", "type": "made-up"})"}; }

}  // namespace

fs::path find_library(const fs::path& folder, const config::Manifest* manifest) {
  if (manifest != nullptr) return folder / manifest->library_file();
  fs::path found;
  std::error_code failed;
  fs::directory_iterator item(folder, failed);
  for (; !failed && item != fs::directory_iterator(); item.increment(failed)) {
    if (item->path().extension() != ".so") continue;
    if (!found.empty()) return {};
    found = item->path();
  }
  return found;
}

std::optional<std::string> Subject::prepare(Need need) {
  if (need == Need::nothing) return std::nullopt;
  auto no_manifest = load_manifest();
  if (need != Need::image && no_manifest) return no_manifest;
  if (need == Need::manifest) return std::nullopt;
  library = find_library(folder, manifest.get());
  if (auto missing = load_image()) return missing;
  return need == Need::code ? load_code() : std::nullopt;
}

std::optional<std::string> Subject::load_manifest() {
  auto loaded = config::load_manifest(folder / config::kManifestFile);
  if (!loaded) return "connector.yaml cannot be used; see manifest-loads";
  manifest = std::make_shared<const config::Manifest>(std::move(*loaded));
  return std::nullopt;
}

std::optional<std::string> Subject::load_image() {
  auto bytes = connector::read_plugin_file(library.string());
  if (!bytes) return "the library cannot be read; see library-readable";
  image = std::move(*bytes);
  auto parsed = ElfImage::parse(image);
  if (!parsed) return "the library is not for this machine; see library-readable";
  elf = std::move(*parsed);
  return std::nullopt;
}

std::optional<std::string> Subject::load_code() {
  if (!connector::inspect_plugin(image, library.string()))
    return "the library's ABI does not fit; see elf-note";
  const auto loaded =
      connector::load_class(library, library.string(), manifest->entry_point.class_name);
  if (!loaded) return "the class cannot be loaded; see load-now-local and entry-point-resolves";
  connector_class = *loaded;
  samples = load_samples(folder, settings.fixtures);
  has_own_samples = !samples.samples.empty();
  if (!has_own_samples) samples.samples.push_back(made_up_sample());
  return std::nullopt;
}

}  // namespace host::validator
