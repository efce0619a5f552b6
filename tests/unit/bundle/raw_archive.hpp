// Archives that no amfs would write, made with libarchive directly.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <functional>
#include <stdexcept>
#include <string>

#include "host/bundle/digest_list.hpp"
#include "tests/unit/bundle/sample_bundle.hpp"

namespace bundle_test {

class RawArchive {
 public:
  // Changes an entry before it is written.
  using Edit = std::function<void(archive_entry*)>;

  explicit RawArchive(bool compressed = true) : archive_(archive_write_new()) {
    check(archive_write_set_format_pax(archive_));
    check(archive_write_set_format_option(archive_, "pax", "hdrcharset", "BINARY"));
    if (compressed) check(archive_write_add_filter_zstd(archive_));
    check(archive_write_set_bytes_in_last_block(archive_, 1));  // no zeros behind the zstd frame
    check(archive_write_open(archive_, &bytes_, nullptr, append, nullptr));
  }
  ~RawArchive() { archive_write_free(archive_); }
  RawArchive(const RawArchive&) = delete;
  RawArchive& operator=(const RawArchive&) = delete;

  RawArchive& add(const std::string& path, const std::string& bytes, const Edit& edit = {}) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, path.c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
    if (edit) edit(entry);
    const bool has_data = archive_entry_size(entry) > 0;
    check(archive_write_header(archive_, entry));
    archive_entry_free(entry);
    if (has_data && archive_write_data(archive_, bytes.data(), bytes.size()) < 0) check(-1);
    return *this;
  }
  RawArchive& add_all(const FileSet& files) {
    for (const auto& [path, bytes] : files) add(path, bytes);
    return *this;
  }
  // The digest list that belongs to these files, whatever they are.
  RawArchive& add_list(const FileSet& files) {
    return add(host::bundle::kDigestListFile, list_text(files));
  }
  static std::string list_text(const FileSet& files, const std::string& name = "acme",
                               const std::string& version = "1.0.0") {
    return to_text(
        host::bundle::make_digest_list(name, version, host::bundle::own_platform(), files));
  }

  std::string bytes() {
    check(archive_write_close(archive_));
    return bytes_;
  }

 private:
  static la_ssize_t append(archive* /*a*/, void* out, const void* bytes, std::size_t size) {
    static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
  }
  void check(la_ssize_t status) const {
    if (status != ARCHIVE_OK) throw std::runtime_error(archive_error_string(archive_));
  }

  archive* archive_;
  std::string bytes_;
};

}  // namespace bundle_test
