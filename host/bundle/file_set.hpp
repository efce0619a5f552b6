// FileSet: the files of one connector, in memory, by path below its folder. What is read from an
// archive or a folder is checked here completely before a byte of it reaches the disk.
//
// Bounds: every constant below; a connector beyond them is refused, never cut.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "host/base/error.hpp"
#include "host/config/manifest.hpp"

namespace host::bundle {

inline constexpr std::size_t kMaxFiles = 1024;
inline constexpr std::size_t kMaxFileBytes = std::size_t{64} << 20;
inline constexpr std::size_t kMaxTotalBytes = std::size_t{128} << 20;  // of all files
inline constexpr std::size_t kMaxFilePathBytes = 100;  // what every tar can say in one header
inline constexpr std::size_t kMaxFilePathDepth = 4;    // samples/a/b/c.json

inline constexpr char kLicenseFile[] = "LICENSE";
inline constexpr char kSamplesPrefix[] = "samples/";
inline constexpr char kFixturesPrefix[] = "fixtures/";

// Sorted by path, so that everything made of it comes out in one order.
using FileSet = std::map<std::string, std::string, std::less<>>;

// A relative path of plain segments: printable ASCII without `\`, none empty or beginning with a
// dot. So no path leaves its folder, hides there, or says something else on a terminal.
Result<void> check_path(std::string_view path);

// A path for a message: on one line, cut where no good path ends.
std::string shown_path(std::string_view path);

// Adds a file within the bounds; a path that is there already is refused.
Result<void> add_file(FileSet& files, std::string path, std::string bytes);

// `path` may be part of the connector: connector.yaml, its library, LICENSE, samples/, fixtures/.
bool belongs(std::string_view path, const config::Manifest& manifest);

std::size_t total_bytes(const FileSet& files);

}  // namespace host::bundle
