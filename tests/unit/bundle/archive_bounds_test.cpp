// Bundles that are too much: too many, too large, or much larger than they look.
#include "host/bundle/archive_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/bundle/raw_archive.hpp"

using namespace bundle_test;   // NOLINT(google-build-using-namespace)
using namespace host::bundle;  // NOLINT(google-build-using-namespace)

namespace {

void check_refused(const std::string& bytes, const std::string& reason) {
  const auto archive = read_archive(bytes);
  REQUIRE_FALSE(archive.has_value());
  INFO(archive.error().message);
  CHECK(archive.error().message.find(reason) != std::string::npos);
}

}  // namespace

TEST_CASE("a bomb: small on disk, huge unpacked") {
  const std::string bomb = RawArchive().add("samples/zeros", std::string(48 << 20, '\0')).bytes();
  CHECK(bomb.size() < kRatioFreeBytes / kMaxRatio);
  check_refused(bomb, "100 times its size");
}

TEST_CASE("a bomb in many small files") {
  RawArchive archive;
  for (int i = 0; i < 10; ++i)
    archive.add("samples/" + std::to_string(i), std::string(1 << 20, '\0'));
  check_refused(archive.bytes(), "100 times its size");
}

TEST_CASE("what compresses well and is small is no bomb") {
  const auto archive = read_archive(RawArchive().add("a", std::string(1 << 20, '\0')).bytes());
  REQUIRE(archive.has_value());
  CHECK(archive->files.at("a").size() == 1 << 20);
}

TEST_CASE("one file larger than allowed") {
  RawArchive archive;
  archive.add("a", "x",
              [](archive_entry* entry) { archive_entry_set_size(entry, (64 << 20) + 1); });
  check_refused(archive.bytes(), "larger than 64 MiB");
}

TEST_CASE("one file more than allowed") {
  const auto with_files = [](std::size_t count) {
    RawArchive archive;
    for (std::size_t i = 0; i < count; ++i) archive.add("samples/" + std::to_string(i), "");
    return archive.bytes();
  };
  CHECK(read_archive(with_files(kMaxFiles)).has_value());
  check_refused(with_files(kMaxFiles + 1), "more than 1024 files");
}

TEST_CASE("cut anywhere, it is refused and nothing worse") {
  const std::string whole = pack_sample();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto bundle = read_bundle(whole.substr(0, size), "cut.amfsc");
    INFO(size);
    CHECK_FALSE(bundle.has_value());
  }
}

TEST_CASE("changed anywhere, it is refused or still says the same") {
  const std::string whole = pack_sample();
  const FileSet files = sample_files();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x41);
    const auto bundle = read_bundle(changed, "changed.amfsc");
    INFO(at);
    CHECK((!bundle || bundle->files == files));
  }
}

TEST_CASE("other formats are not tried") {
  const FileSet files = sample_files();
  check_refused(RawArchive(false).add_list(files).add_all(files).bytes(),
                "not compressed with zstd");
  check_refused("", "no .tar.zst");
  check_refused("PK\x03\x04 a zip file", "no .tar.zst");
  check_refused(RawArchive().bytes(), "holds no files");
}
