#include "host/cli/connector_source.hpp"

#include <fmt/format.h>

#include "host/bundle/registry.hpp"
#include "host/cli/author_folder.hpp"
#include "host/cli/command.hpp"
#include "host/cli/connector_facts.hpp"
#include "host/cli/nearest_text.hpp"

namespace host::cli {
namespace {

namespace fs = std::filesystem;

Result<ConnectorSource> from_path(const fs::path& given) {
  std::error_code failed;
  const fs::path path = fs::canonical(given, failed);
  if (failed) {
    return Error{"not_found", fmt::format("{}: {}; name a .amfsc file, a connector's folder, or a "
                                          "connector of the registry",
                                          given.string(), failed.message())};
  }
  if (!fs::is_directory(path, failed)) {
    auto bundle = bundle::read_bundle_file(path);
    if (!bundle) return bundle.error();
    return ConnectorSource{std::move(*bundle), {"file", path.parent_path().string()}};
  }
  const auto author = find_author_folder(path, {});
  if (!author) return author.error();
  auto bundle = bundle::read_folder(author->connector, author->folder_options());
  if (!bundle) return bundle.error();
  return ConnectorSource{std::move(*bundle), {"folder", author->connector.string()}};
}

// A hint for those who meant the folder or file here.
std::string path_hint(const std::string& name) {
  std::error_code ignored;
  return fs::exists(name, ignored) ? fmt::format(" (for the folder here: ./{})", name) : "";
}

Result<ConnectorSource> from_registry(const std::string& what, const fs::path& registry) {
  const std::size_t at = what.find('@');
  const std::string name = what.substr(0, at);
  const std::string version = at == std::string::npos ? "" : what.substr(at + 1);
  if (name.empty() || (at != std::string::npos && version.empty())) {
    return Error{kUsage, fmt::format("\"{}\" is no NAME or NAME@VERSION", what)};
  }
  const auto index = bundle::read_index(registry);
  if (!index) return index.error();
  const bundle::IndexConnector* connector = index->find(name);
  if (connector == nullptr) {
    const auto names = index->names();
    return Error{"connector_not_found",
                 fmt::format("the registry {} has no connector \"{}\"{}{}; it has: {}",
                             registry.string(), name, nearest_text(name, names), path_hint(name),
                             names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", ")))};
  }
  const auto chosen = bundle::choose(*connector, version, host_facts());
  if (!chosen) return chosen.error();
  auto bundle = bundle::fetch(registry, *connector, **chosen);
  if (!bundle) return bundle.error();
  std::error_code ignored;
  return ConnectorSource{std::move(*bundle),
                         {kRegistryOrigin, fs::weakly_canonical(registry, ignored).string()}};
}

}  // namespace

bool names_path(const std::string& what) {
  return what.ends_with(bundle::kBundleSuffix) || what.find('/') != std::string::npos ||
         what == "." || what == "..";
}

Result<ConnectorSource> find_source(const std::string& what, const fs::path& registry) {
  return names_path(what) ? from_path(what) : from_registry(what, registry);
}

}  // namespace host::cli
