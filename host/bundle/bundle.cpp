#include "host/bundle/bundle.hpp"

#include <fmt/format.h>

#include "host/bundle/archive_writer.hpp"
#include "host/config/manifest_loader.hpp"

namespace host::bundle {
namespace {

Result<void> check_content(const FileSet& files, const config::Manifest& manifest) {
  for (const auto& [path, bytes] : files) {
    if (belongs(path, manifest)) continue;
    return Error{"bundle_invalid",
                 fmt::format("\"{}\" does not belong into a connector; leave it out", path)};
  }
  return {};
}

}  // namespace

Result<Bundle> make_bundle(FileSet files) {
  const auto yaml = files.find(config::kManifestFile);
  if (yaml == files.end()) {
    return Error{"bundle_invalid", "there is no connector.yaml; add the connector's manifest"};
  }
  auto manifest = config::parse_manifest(yaml->second, config::kManifestFile);
  if (!manifest) return manifest.error();
  if (auto checked = check_content(files, *manifest); !checked) return checked.error();
  const std::string library_name = manifest->library_file();
  const auto library = files.find(library_name);
  if (library == files.end()) {
    return Error{
        "bundle_invalid",
        fmt::format("there is no {}, which entry_point names; build the connector", library_name)};
  }
  auto platform = library_platform(library->second, library_name);
  if (!platform) return platform.error();
  Bundle bundle;
  bundle.manifest = std::move(*manifest);
  bundle.platform = std::move(*platform);
  bundle.files = std::move(files);
  bundle.digests = to_text(make_digest_list(bundle.manifest.name, bundle.manifest.version.text,
                                            bundle.platform, bundle.files));
  bundle.sha256 = hex_sha256(bundle.digests);
  return bundle;
}

std::string file_name(const Bundle& bundle) {
  return fmt::format("amfs-connector-{}-{}-{}{}", bundle.manifest.name,
                     bundle.manifest.version.text, bundle.platform.text(), kBundleSuffix);
}

Result<std::string> pack(const Bundle& bundle) {
  if (bundle.files.count(kLicenseFile) == 0) {
    return Error{"license_missing",
                 "there is no LICENSE; put one beside connector.yaml, or name it: --license FILE"};
  }
  ArchiveEntries entries{{kDigestListFile, bundle.digests}};
  for (const auto& [path, bytes] : bundle.files) entries.emplace_back(path, bytes);
  auto packed = write_archive(entries);
  if (!packed) return packed;
  // Nobody gets a bundle that no amfs would take: its bounds are checked by the one who reads.
  if (auto read = read_bundle(*packed, file_name(bundle)); !read) return read.error();
  return packed;
}

}  // namespace host::bundle
