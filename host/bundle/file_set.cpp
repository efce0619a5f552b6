#include "host/bundle/file_set.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/config/manifest_loader.hpp"

namespace host::bundle {
namespace {

bool is_plain(char c) { return c >= ' ' && c <= '~' && c != '\\'; }

Error refuse(std::string_view path, std::string_view what) {
  return {"bundle_invalid", fmt::format("\"{}\": {}", shown_path(path), what)};
}

}  // namespace

std::string shown_path(std::string_view path) {
  std::string shown(path.substr(0, kMaxFilePathBytes));
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return !is_plain(c); }, '?');
  return shown;
}

Result<void> check_path(std::string_view path) {
  if (path.size() > kMaxFilePathBytes) {
    return refuse(path,
                  fmt::format("the name is longer than {} bytes; shorten it", kMaxFilePathBytes));
  }
  if (!std::all_of(path.begin(), path.end(), is_plain)) {
    return refuse(path, "use printable ASCII without backslashes in file names");
  }
  if (path.starts_with('/')) return refuse(path, "is an absolute path; use a relative one");
  std::size_t depth = 0;
  for (std::size_t start = 0; start <= path.size(); ++depth) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view segment = path.substr(start, end - start);
    if (segment == "..") return refuse(path, "leaves its folder; do not install this bundle");
    if (segment.empty() || segment.front() == '.') {
      return refuse(path, "has an empty segment or one that begins with a dot; rename the file");
    }
    start = end + 1;
  }
  if (depth > kMaxFilePathDepth) {
    return refuse(path, fmt::format("lies deeper than {} levels", kMaxFilePathDepth));
  }
  return {};
}

Result<void> add_file(FileSet& files, std::string path, std::string bytes) {
  if (auto checked = check_path(path); !checked) return checked;
  if (files.count(path) > 0) return refuse(path, "is there twice");
  if (files.size() >= kMaxFiles) {
    return refuse(path, fmt::format("there are more than {} files; leave some out", kMaxFiles));
  }
  if (bytes.size() > kMaxFileBytes) {
    return refuse(path,
                  fmt::format("is larger than {} MiB; strip the library or leave the file out",
                              kMaxFileBytes >> 20));
  }
  if (total_bytes(files) + bytes.size() > kMaxTotalBytes) {
    return refuse(path, fmt::format("all files together are larger than {} MiB; leave some out",
                                    kMaxTotalBytes >> 20));
  }
  files.emplace(std::move(path), std::move(bytes));
  return {};
}

bool belongs(std::string_view path, const config::Manifest& manifest) {
  return path == config::kManifestFile || path == kLicenseFile || path == manifest.library_file() ||
         path.starts_with(kSamplesPrefix) || path.starts_with(kFixturesPrefix);
}

std::size_t total_bytes(const FileSet& files) {
  std::size_t total = 0;
  for (const auto& [path, bytes] : files) total += bytes.size();
  return total;
}

}  // namespace host::bundle
