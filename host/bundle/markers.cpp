#include "host/bundle/markers.hpp"

#include "host/base/files.hpp"
#include "host/config/mark_folders.hpp"

namespace host::bundle {
namespace {

namespace fs = std::filesystem;

fs::path marker_file(const fs::path& plugins_dir, Marker marker, std::string_view name) {
  const char* folder = marker == Marker::removed ? config::kRemovedMarks : config::kDisabledMarks;
  return plugins_dir / folder / name;
}

}  // namespace

bool has_marker(const fs::path& plugins_dir, Marker marker, std::string_view name) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(marker_file(plugins_dir, marker, name), ignored));
}

Result<void> set_marker(const fs::path& plugins_dir, Marker marker, std::string_view name) {
  if (has_marker(plugins_dir, marker, name)) return {};
  const fs::path file = marker_file(plugins_dir, marker, name);
  if (auto made = make_folders(file.parent_path()); !made) return made;
  if (auto written = write_new_file(file, {}); !written) return written;
  if (auto synced = sync_folder(file.parent_path()); !synced) return synced;
  return sync_folder(plugins_dir);
}

Result<void> clear_marker(const fs::path& plugins_dir, Marker marker, std::string_view name) {
  const fs::path file = marker_file(plugins_dir, marker, name);
  std::error_code failed;
  const bool was_there = fs::remove(file, failed);
  if (failed) return file_error("remove", file, failed.value());
  return was_there ? sync_folder(file.parent_path()) : Result<void>();
}

}  // namespace host::bundle
