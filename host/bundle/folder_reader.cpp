#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "host/base/files.hpp"
#include "host/bundle/bundle.hpp"
#include "host/config/manifest_loader.hpp"

namespace host::bundle {
namespace {

namespace fs = std::filesystem;

Result<void> add_from(FileSet& files, const fs::path& file, std::string path) {
  auto bytes = read_file(file, kMaxFileBytes);
  if (!bytes) return bytes.error();
  return add_file(files, std::move(path), std::move(*bytes));
}

// Regular files below `folder` under `prefix`. Hidden ones are an editor's or a system's.
Result<void> add_tree(FileSet& files, const fs::path& folder, std::string_view prefix) {
  std::error_code failed;
  fs::recursive_directory_iterator item(folder, failed);
  for (; !failed && item != fs::recursive_directory_iterator(); item.increment(failed)) {
    if (item->path().filename().string().starts_with('.')) {
      item.disable_recursion_pending();
      continue;
    }
    if (item->symlink_status(failed).type() != fs::file_type::regular) continue;
    const std::string below = item->path().lexically_relative(folder).generic_string();
    if (auto added = add_from(files, item->path(), std::string(prefix) + below); !added)
      return added;
  }
  if (failed && failed != std::errc::no_such_file_or_directory)
    return file_error("read", folder, failed.value());
  return {};
}

}  // namespace

Result<Bundle> read_folder(const fs::path& folder, const FolderOptions& options) {
  const fs::path manifest_file = folder / config::kManifestFile;
  const auto manifest = config::load_manifest(manifest_file);
  if (!manifest) return manifest.error();
  FileSet files;
  for (const std::string& path : {std::string(config::kManifestFile), manifest->library_file()}) {
    if (auto added = add_from(files, folder / path, path); !added) return added.error();
  }
  const fs::path license = options.license.value_or(folder / kLicenseFile);
  std::error_code ignored;
  if (options.license || fs::exists(license, ignored)) {
    if (auto added = add_from(files, license, kLicenseFile); !added) return added.error();
  }
  if (auto added = add_tree(files, folder / "samples", kSamplesPrefix); !added)
    return added.error();
  const fs::path fixtures = options.fixtures.value_or(folder / "fixtures");
  if (auto added = add_tree(files, fixtures, kFixturesPrefix); !added) return added.error();
  auto bundle = make_bundle(std::move(files));
  if (!bundle) {
    return Error{bundle.error().code,
                 fmt::format("{}: {}", folder.string(), bundle.error().message)};
  }
  return bundle;
}

}  // namespace host::bundle
