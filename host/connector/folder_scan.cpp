#include "host/connector/folder_scan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/config/manifest_loader.hpp"
#include "host/config/mark_folders.hpp"

namespace host::connector {
namespace {

namespace fs = std::filesystem;

Error unreadable(const fs::path& folder, const std::error_code& error) {
  return {"folder_unreadable",
          fmt::format("cannot read {} ({}); check its rights", folder.string(), error.message())};
}

// At most `limit` entries of a directory, by name.
Result<std::vector<fs::path>> entries_of(const fs::path& folder, std::size_t limit) {
  std::vector<fs::path> out;
  std::error_code failed;
  for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed)) {
    if (out.size() == limit) {
      return Error{"too_many_entries",
                   fmt::format("more than {} entries in {}; remove some", limit, folder.string())};
    }
    out.push_back(it->path());
  }
  if (failed && failed != std::errc::no_such_file_or_directory) return unreadable(folder, failed);
  std::sort(out.begin(), out.end());
  return out;
}

Result<std::set<std::string, std::less<>>> marks_in(const fs::path& folder) {
  auto entries = entries_of(folder, kMarksMax);
  if (entries.has_error()) return entries.error();
  std::set<std::string, std::less<>> out;
  for (const fs::path& entry : entries.value()) out.insert(entry.filename().string());
  return out;
}

}  // namespace

Result<FolderScan> scan_folders(const fs::path& root) {
  auto entries = entries_of(root, kFoldersMax);
  if (entries.has_error()) return entries.error();
  auto removed = marks_in(root / config::kRemovedMarks);
  if (removed.has_error()) return removed.error();
  auto disabled = marks_in(root / config::kDisabledMarks);
  if (disabled.has_error()) return disabled.error();
  FolderScan out;
  for (fs::path& entry : entries.value()) {
    if (entry.filename().native().front() == '.') continue;
    std::error_code failed;
    if (fs::exists(entry / config::kManifestFile, failed)) out.folders.push_back(std::move(entry));
  }
  out.removed = std::move(removed.value());
  out.disabled = std::move(disabled.value());
  return out;
}

}  // namespace host::connector
