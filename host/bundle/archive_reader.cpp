#include "host/bundle/archive_reader.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace host::bundle {
namespace {

struct FreeArchive {
  void operator()(archive* a) const { archive_read_free(a); }
};

Error refuse(std::string message) { return {"bundle_invalid", std::move(message)}; }

Error damaged(archive* a) {
  const char* reason = archive_error_string(a);
  return refuse(fmt::format("is no .tar.zst, or damaged ({}); get it again from its author",
                            reason != nullptr ? reason : "unknown reason"));
}

const char* kind_of(archive_entry* entry) {
  if (archive_entry_hardlink(entry) != nullptr) return "a hard link";
  if (archive_entry_symlink(entry) != nullptr) return "a symbolic link";
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
      break;
    case AE_IFDIR:
      return "a folder";
    case AE_IFLNK:
      return "a symbolic link";
    case AE_IFCHR:
    case AE_IFBLK:
      return "a device";
    default:
      return "a special file";
  }
  return archive_entry_sparse_count(entry) > 0 ? "a sparse file" : nullptr;
}

class Reader {
 public:
  explicit Reader(std::string_view bytes)
      : budget_(std::min(kMaxTotalBytes, std::max(kRatioFreeBytes, bytes.size() * kMaxRatio))) {}

  Result<Archive> read(archive* a) && {
    archive_entry* entry = nullptr;
    while (true) {
      const int status = archive_read_next_header(a, &entry);
      if (status == ARCHIVE_EOF) break;
      if (status != ARCHIVE_OK) return damaged(a);
      if (auto taken = take(a, entry); !taken) return taken.error();
    }
    if (out_.files.empty()) return refuse("holds no files; get it again from its author");
    return std::move(out_);
  }

 private:
  Result<void> take(archive* a, archive_entry* entry) {
    if (archive_filter_code(a, 0) != ARCHIVE_FILTER_ZSTD) {
      return refuse("is not compressed with zstd; make it with: amfs connector package");
    }
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr) return refuse("holds a file name that cannot be read");
    const std::string path(name);
    if (const char* kind = kind_of(entry)) {
      return refuse(
          fmt::format("\"{}\" is {}; a bundle holds regular files only", shown_path(path), kind));
    }
    if (auto checked = check_path(path); !checked) return checked;
    auto bytes = read_data(a, entry, path);
    if (!bytes) return bytes.error();
    if (out_.files.empty()) out_.first = path;
    return add_file(out_.files, path, std::move(*bytes));
  }

  // The declared size is checked before a byte is unpacked; what comes must be exactly that.
  Result<std::string> read_data(archive* a, archive_entry* entry, const std::string& path) {
    const la_int64_t declared =
        archive_entry_size_is_set(entry) != 0 ? archive_entry_size(entry) : -1;
    if (declared < 0) return refuse(fmt::format("\"{}\" does not say its size", path));
    const auto size = static_cast<std::uint64_t>(declared);
    if (size > kMaxFileBytes) {
      return refuse(fmt::format("\"{}\" is larger than {} MiB", path, kMaxFileBytes >> 20));
    }
    if (size > budget_) {
      return refuse(
          fmt::format("\"{}\": the bundle unpacks to more than {} MiB or {} times its "
                      "size; do not install it",
                      path, kMaxTotalBytes >> 20, kMaxRatio));
    }
    budget_ -= size;
    std::string bytes(size, '\0');
    std::size_t got = 0;
    while (got < bytes.size()) {
      const la_ssize_t count = archive_read_data(a, bytes.data() + got, bytes.size() - got);
      if (count < 0) return damaged(a);
      if (count == 0) return refuse(fmt::format("\"{}\" is cut short", path));
      got += static_cast<std::size_t>(count);
    }
    return bytes;
  }

  std::size_t budget_;  // bytes that may still be unpacked
  Archive out_;
};

}  // namespace

Result<Archive> read_archive(std::string_view bytes) {
  if (bytes.size() > kMaxArchiveBytes) {
    return refuse(fmt::format("is larger than {} MiB; strip the library", kMaxArchiveBytes >> 20));
  }
  const std::unique_ptr<archive, FreeArchive> a(archive_read_new());
  if (!a) return Error{"bundle_unreadable", "out of memory"};
  if (archive_read_support_format_tar(a.get()) != ARCHIVE_OK ||
      archive_read_support_filter_zstd(a.get()) != ARCHIVE_OK ||
      archive_read_open_memory(a.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    return damaged(a.get());
  }
  return Reader(bytes).read(a.get());
}

}  // namespace host::bundle
