#include "host/bundle/archive_writer.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <memory>

namespace host::bundle {
namespace {

constexpr char kCompressionLevel[] = "19";  // part of the format: another one gives other bytes
constexpr mode_t kFileMode = 0644;

struct FreeArchive {
  void operator()(archive* a) const { archive_write_free(a); }
};
struct FreeEntry {
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};

la_ssize_t append(archive* /*a*/, void* out, const void* bytes, std::size_t size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

bool open_for(archive* a, std::string& out) {
  return archive_write_set_format_ustar(a) == ARCHIVE_OK &&
         archive_write_add_filter_zstd(a) == ARCHIVE_OK &&
         archive_write_set_filter_option(a, "zstd", "compression-level", kCompressionLevel) ==
             ARCHIVE_OK &&
         archive_write_set_bytes_in_last_block(a, 1) == ARCHIVE_OK &&
         archive_write_open(a, &out, nullptr, append, nullptr) == ARCHIVE_OK;
}

bool write_entry(archive* a, std::string_view path, std::string_view bytes) {
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  if (!entry) return false;
  archive_entry_set_pathname(entry.get(), std::string(path).c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), kFileMode);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
  archive_entry_set_mtime(entry.get(), 0, 0);
  return archive_write_header(a, entry.get()) == ARCHIVE_OK &&
         archive_write_data(a, bytes.data(), bytes.size()) == static_cast<la_ssize_t>(bytes.size());
}

}  // namespace

Result<std::string> write_archive(const ArchiveEntries& entries) {
  std::string out;
  const std::unique_ptr<archive, FreeArchive> a(archive_write_new());
  bool ok = a && open_for(a.get(), out);
  for (const auto& [path, bytes] : entries) ok = ok && write_entry(a.get(), path, bytes);
  ok = ok && archive_write_close(a.get()) == ARCHIVE_OK;
  if (ok) return out;
  const char* reason = a ? archive_error_string(a.get()) : nullptr;
  return Error{"bundle_unwritable", fmt::format("cannot make the archive: {}",
                                                reason != nullptr ? reason : "out of memory")};
}

}  // namespace host::bundle
