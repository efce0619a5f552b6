// Bundle: one connector for one platform, ready to be installed or sent around as a .amfsc file.
//
// Whoever holds a Bundle holds checked content: the manifest is valid, the library beside it is
// for the platform, nothing else is among the files, and of a .amfsc every digest was compared.
// Whether this host can run it is another question (unsuitable() of registry_index.hpp).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "host/base/error.hpp"
#include "host/bundle/digest_list.hpp"
#include "host/bundle/file_set.hpp"
#include "host/bundle/platform.hpp"
#include "host/config/manifest.hpp"

namespace host::bundle {

inline constexpr char kBundleSuffix[] = ".amfsc";

struct Bundle {
  config::Manifest manifest;
  Platform platform;
  FileSet files;        // without the digest list
  std::string digests;  // the digest list's text
  std::string sha256;   // of the .amfsc file; of the digest list where there is no such file
  std::string_view library() const { return files.find(manifest.library_file())->second; }
};

// Checks the files and completes the bundle (sha256 is that of the digest list).
Result<Bundle> make_bundle(FileSet files);

// From the bytes of a .amfsc. `shown` stands in front of error messages; when it is a file name of
// the canonical form, it must be the right one.
Result<Bundle> read_bundle(std::string_view bytes, const std::filesystem::path& shown);
Result<Bundle> read_bundle_file(const std::filesystem::path& file);

struct FolderOptions {
  std::optional<std::filesystem::path> license;   // instead of <folder>/LICENSE
  std::optional<std::filesystem::path> fixtures;  // instead of <folder>/fixtures
};

// From a connector's folder. Takes what belongs to a connector and leaves everything else alone;
// follows no symbolic links below samples/ and fixtures/.
Result<Bundle> read_folder(const std::filesystem::path& folder, const FolderOptions& options);

// "amfs-connector-github-1.0.0-linux-x86_64.amfsc"
std::string file_name(const Bundle& bundle);

// The bytes of the .amfsc. A bundle without a LICENSE is refused: nobody may use it.
Result<std::string> pack(const Bundle& bundle);

}  // namespace host::bundle
