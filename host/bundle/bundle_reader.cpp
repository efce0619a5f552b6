#include <fmt/format.h>

#include "host/base/files.hpp"
#include "host/bundle/archive_reader.hpp"
#include "host/bundle/bundle.hpp"

namespace host::bundle {
namespace {

constexpr std::string_view kCanonicalStart = "amfs-connector-";

Error about(const std::filesystem::path& shown, const Error& error) {
  return {error.code, fmt::format("{}: {}", shown.string(), error.message)};
}

// What the list says the bundle is must be what its files are.
Result<void> compare(const DigestList& list, const Bundle& bundle) {
  const auto differs = [](std::string_view what, std::string_view says, std::string_view is) {
    return Error{
        "bundle_invalid",
        fmt::format("{} says {} \"{}\", its files say \"{}\"; get it again from its author",
                    kDigestListFile, what, says, is)};
  };
  const config::Manifest& manifest = bundle.manifest;
  if (list.name != manifest.name) return differs("name", list.name, manifest.name);
  if (list.version != manifest.version.text)
    return differs("version", list.version, manifest.version.text);
  if (list.platform != bundle.platform)
    return differs("platform", list.platform.text(), bundle.platform.text());
  return {};
}

Result<void> check_name(const std::filesystem::path& shown, const Bundle& bundle) {
  const std::string given = shown.filename().string();
  const std::string right = file_name(bundle);
  if (!given.starts_with(kCanonicalStart) || given == right) return {};
  return Error{"bundle_invalid", fmt::format("holds what is called {}; is it the right file? "
                                             "rename it",
                                             right)};
}

Result<Bundle> unpack(std::string_view bytes, const std::filesystem::path& shown) {
  auto archive = read_archive(bytes);
  if (!archive) return archive.error();
  if (archive->first != kDigestListFile) {
    return Error{"bundle_invalid", fmt::format("{} is not its first file; make it with: amfs "
                                               "connector package",
                                               kDigestListFile)};
  }
  const auto list = parse_digest_list(archive->files.extract(archive->first).mapped());
  if (!list) return list.error();
  if (auto checked = check_digests(*list, archive->files); !checked) return checked.error();
  auto bundle = make_bundle(std::move(archive->files));
  if (!bundle) return bundle;
  if (auto checked = compare(*list, *bundle); !checked) return checked.error();
  if (auto checked = check_name(shown, *bundle); !checked) return checked.error();
  if (bundle->files.count(kLicenseFile) == 0) {
    return Error{"bundle_invalid", "holds no LICENSE; ask its author for one"};
  }
  bundle->sha256 = hex_sha256(bytes);
  return bundle;
}

}  // namespace

Result<Bundle> read_bundle(std::string_view bytes, const std::filesystem::path& shown) {
  auto bundle = unpack(bytes, shown);
  if (!bundle) return about(shown, bundle.error());
  return bundle;
}

Result<Bundle> read_bundle_file(const std::filesystem::path& file) {
  const auto bytes = read_file(file, kMaxArchiveBytes);
  if (!bytes) return bytes.error();
  return read_bundle(*bytes, file);
}

}  // namespace host::bundle
