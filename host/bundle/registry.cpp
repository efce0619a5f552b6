#include "host/bundle/registry.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <cerrno>

#include "host/base/files.hpp"
#include "host/base/unique_fd.hpp"
#include "host/bundle/archive_reader.hpp"

namespace host::bundle {
namespace {

Error mismatch(const std::filesystem::path& file, std::string_view what) {
  return {"digest_mismatch",
          fmt::format("{}: its {} is not what the registry's index says; it is damaged or was "
                      "changed, so nothing was installed: ask whoever keeps this registry",
                      file.string(), what)};
}

// Held until the descriptor is closed: two writers would lose each other's lines.
Result<UniqueFd> lock(const std::filesystem::path& registry) {
  UniqueFd fd(::open(registry.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  while (!fd || ::flock(fd.get(), LOCK_EX) != 0) {
    if (!fd || errno != EINTR) return file_error("lock", registry, errno);
  }
  return fd;
}

}  // namespace

Result<Index> read_index(const std::filesystem::path& registry) {
  const auto file = registry / kIndexFile;
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    return Error{"registry_not_found",
                 fmt::format("{} is no registry (it has no index.json); name one: --registry DIR",
                             registry.string())};
  }
  const auto text = read_file(file, kMaxIndexBytes);
  if (!text) return text.error();
  return parse_index(*text, file.string());
}

Result<Bundle> fetch(const std::filesystem::path& registry, const IndexConnector& connector,
                     const IndexVersion& version) {
  const auto file = registry / version.file;
  const auto bytes = read_file(file, kMaxArchiveBytes);
  if (!bytes) return bytes.error();
  if (bytes->size() != version.size) return mismatch(file, "size");
  if (hex_sha256(*bytes) != version.sha256) return mismatch(file, "SHA-256");
  auto bundle = read_bundle(*bytes, file);
  if (!bundle) return bundle;
  if (bundle->manifest.name != connector.name) return mismatch(file, "name");
  if (bundle->manifest.version.text != version.version.text) return mismatch(file, "version");
  if (bundle->platform != version.platform) return mismatch(file, "platform");
  return bundle;
}

Result<void> publish(const std::filesystem::path& registry, const Bundle& bundle,
                     const std::string& packed, const Abi& abi) {
  if (auto made = make_folders(registry); !made) return made;
  const auto locked = lock(registry);
  if (!locked) return locked.error();
  Index index;
  std::error_code ignored;
  if (std::filesystem::exists(registry / kIndexFile, ignored)) {
    auto known = read_index(registry);
    if (!known) return known.error();
    index = std::move(*known);
  }
  const config::Manifest& manifest = bundle.manifest;
  IndexVersion version;
  version.version = manifest.version;
  version.platform = bundle.platform;
  version.file = file_name(bundle);
  version.sha256 = hex_sha256(packed);
  version.size = packed.size();
  version.min_amfs_version = manifest.min_amfs_version;
  version.abi = abi;
  index.put({manifest.name, manifest.description, manifest.author, manifest.license, {}},
            std::move(version));
  // The file before the index: an index never names what is not there.
  if (auto written = replace_file(registry / file_name(bundle), packed); !written) return written;
  return replace_file(registry / kIndexFile, to_json(index));
}

}  // namespace host::bundle
