// What `package` writes: one form, byte for byte, that others can check without amfs.
#include "host/bundle/archive_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/bundle/raw_archive.hpp"

using namespace bundle_test;  // NOLINT(google-build-using-namespace)

namespace {

struct Seen {
  std::vector<std::string> names;
  std::vector<std::string> odd;  // entries that carry more than name, size and bytes
};

Seen look_at(const std::string& bytes) {
  Seen seen;
  archive* a = archive_read_new();
  archive_read_support_filter_zstd(a);
  archive_read_support_format_tar(a);
  REQUIRE(archive_read_open_memory(a, bytes.data(), bytes.size()) == ARCHIVE_OK);
  archive_entry* entry = nullptr;
  while (archive_read_next_header(a, &entry) == ARCHIVE_OK) {
    seen.names.emplace_back(archive_entry_pathname(entry));
    const bool plain = archive_entry_mtime(entry) == 0 && archive_entry_uid(entry) == 0 &&
                       archive_entry_gid(entry) == 0 && archive_entry_perm(entry) == 0644 &&
                       std::string(archive_entry_uname(entry)).empty();
    if (!plain) seen.odd.push_back(seen.names.back());
  }
  CHECK(archive_format(a) == ARCHIVE_FORMAT_TAR_USTAR);
  archive_read_free(a);
  return seen;
}

}  // namespace

TEST_CASE("two packages of the same files are the same bytes") {
  const std::string first = pack_sample();
  CHECK(first == pack_sample());
  CHECK(first != pack_sample("1.0.1"));
}

TEST_CASE("a package read and packed again is the same bytes") {
  const std::string first = pack_sample();
  const auto bundle = host::bundle::read_bundle(first, "a.amfsc");
  REQUIRE(bundle.has_value());
  CHECK(host::bundle::pack(*bundle).value() == first);
  CHECK(bundle->sha256 == host::bundle::hex_sha256(first));
  CHECK(bundle->files == sample_files());
  CHECK(bundle->manifest.name == "acme");
  CHECK(bundle->platform == host::bundle::own_platform());
}

TEST_CASE("the digest list comes first, then the names in order; no times, no owners") {
  const Seen seen = look_at(pack_sample());
  CHECK(seen.names == std::vector<std::string>{"MANIFEST.sha256", "LICENSE", "connector.yaml",
                                               "fixtures/order.json", kLibrary,
                                               "samples/order.created.json"});
  CHECK(seen.odd.empty());
}

TEST_CASE("the file's name says name, version and platform") {
  CHECK(sample_file_name("1.2.3-rc.1") ==
        "amfs-connector-acme-1.2.3-rc.1-" + host::bundle::own_platform().text() + ".amfsc");
}

TEST_CASE("nothing is packed without a licence") {
  FileSet files = sample_files();
  files.erase("LICENSE");
  const auto bundle = host::bundle::make_bundle(files);
  REQUIRE(bundle.has_value());  // an author may install it for himself
  const auto packed = host::bundle::pack(*bundle);
  REQUIRE_FALSE(packed.has_value());
  CHECK(packed.error().code == "license_missing");
  CHECK(packed.error().message.find("--license") != std::string::npos);
}

TEST_CASE("nothing is packed that could not be read again") {
  FileSet files = sample_files();
  files["fixtures/huge.json"] = std::string(60 << 20, ' ');
  const auto packed = host::bundle::pack(host::bundle::make_bundle(files).value());
  REQUIRE_FALSE(packed.has_value());
  CHECK(packed.error().message.find("100 times its size") != std::string::npos);
}
