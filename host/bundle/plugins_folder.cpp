#include "host/bundle/plugins_folder.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>

#include <cerrno>
#include <set>
#include <vector>

#include "host/base/files.hpp"

namespace host::bundle {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNew = ".new-";
constexpr std::string_view kOld = ".old-";
constexpr std::string_view kGone = ".gone-";
constexpr mode_t kLockMode = 0644;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(path, ignored));
}

Result<void> remove_tree(const fs::path& path) {
  std::error_code failed;
  fs::remove_all(path, failed);
  if (failed) return file_error("remove", path, failed.value());
  return {};
}

Result<void> rename_to(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return file_error("rename to", to, errno);
  return {};
}

// All files below `folder`, then the names of every folder, made durable.
Result<void> write_tree(const fs::path& folder, const FileSet& files) {
  std::set<fs::path> folders{folder};
  if (auto made = make_folders(folder); !made) return made;
  for (const auto& [path, bytes] : files) {
    const fs::path file = folder / path;
    for (fs::path up = file.parent_path(); folders.insert(up).second; up = up.parent_path()) {
    }
    if (auto made = make_folders(file.parent_path()); !made) return made;
    if (auto written = write_new_file(file, bytes); !written) return written;
  }
  for (const fs::path& one : folders) {
    if (auto synced = sync_folder(one); !synced) return synced;
  }
  return {};
}

}  // namespace

Result<PluginsFolder> PluginsFolder::open(const fs::path& directory) {
  if (auto made = make_folders(directory); !made) return made.error();
  const fs::path file = directory / ".lock";
  UniqueFd lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kLockMode));
  if (!lock) return file_error("write", file, errno);
  while (::flock(lock.get(), LOCK_EX) != 0) {
    if (errno != EINTR) return file_error("lock", file, errno);
  }
  PluginsFolder folder(directory, std::move(lock));
  if (auto tidied = folder.tidy_up(); !tidied) return tidied.error();
  return folder;
}

Result<void> PluginsFolder::tidy_up() {
  std::error_code failed;
  std::vector<std::string> names;  // the directory changes below
  for (fs::directory_iterator item(directory_, failed); !failed && item != fs::directory_iterator();
       item.increment(failed)) {
    names.push_back(item->path().filename().string());
  }
  if (failed) return file_error("read", directory_, failed.value());
  for (const std::string& name : names) {
    const fs::path path = directory_ / name;
    Result<void> done;
    if (name.starts_with(kOld) && !is_there(directory_ / name.substr(kOld.size()))) {
      done = rename_to(path, directory_ / name.substr(kOld.size()));
    } else if (name.starts_with(kNew) || name.starts_with(kOld) || name.starts_with(kGone)) {
      done = remove_tree(path);
    }
    if (!done) return done;
  }
  return {};
}

Result<void> PluginsFolder::place(const std::string& name, const FileSet& files) {
  const fs::path fresh = directory_ / (std::string(kNew) + name);
  auto done = write_tree(fresh, files);
  if (done) done = put_in_place(name);
  // A failed command leaves nothing behind; a good one removes what it replaced.
  if (auto removed = remove_tree(fresh); !removed && done) return removed;
  return done;
}

Result<void> PluginsFolder::put_in_place(const std::string& name) {
  const fs::path target = directory_ / name;
  const fs::path fresh = directory_ / (std::string(kNew) + name);
  if (!is_there(target)) {
    if (auto renamed = rename_to(fresh, target); !renamed) return renamed;
    return sync_folder(directory_);
  }
  if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0)
    return sync_folder(directory_);
  if (errno != EINVAL && errno != ENOSYS) return file_error("replace", target, errno);
  // NFS and some others cannot swap: for a moment there is neither, which tidy_up() knows to mend.
  const fs::path aside = directory_ / (std::string(kOld) + name);
  if (auto renamed = rename_to(target, aside); !renamed) return renamed;
  if (auto renamed = rename_to(fresh, target); !renamed) {
    const Error error = renamed.error();
    if (auto back = rename_to(aside, target); !back) return back;
    return error;
  }
  if (auto synced = sync_folder(directory_); !synced) return synced;
  return remove_tree(aside);
}

Result<void> PluginsFolder::remove(const std::string& entry) {
  const fs::path gone = directory_ / (std::string(kGone) + entry);
  if (auto renamed = rename_to(directory_ / entry, gone); !renamed) return renamed;
  if (auto synced = sync_folder(directory_); !synced) return synced;
  return remove_tree(gone);
}

}  // namespace host::bundle
