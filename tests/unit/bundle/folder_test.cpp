// Bundles read from folders: what is taken, what is left alone.
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/bundle/sample_bundle.hpp"

#include <sys/stat.h>

#include <fstream>

using namespace bundle_test;  // NOLINT(google-build-using-namespace)
using host::bundle::FolderOptions;
using host::bundle::read_folder;

namespace {

namespace fs = std::filesystem;

struct Folder {
  Folder() {
    for (const auto& [path, bytes] : sample_files()) write(path, bytes);
  }
  void write(const std::string& path, const std::string& bytes) const {
    const fs::path file = dir / path;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
  }
  test::TempDir dir;
};

}  // namespace

TEST_CASE("a connector's folder is a bundle") {
  const Folder folder;
  const auto bundle = read_folder(folder.dir.path(), {});
  REQUIRE(bundle.has_value());
  CHECK(bundle->files == sample_files());
  CHECK(host::bundle::pack(*bundle).value() == pack_sample());  // whatever its times and rights
}

TEST_CASE("what does not belong to a connector stays where it is") {
  const Folder folder;
  folder.write("install.json", "{}");
  folder.write("build/x.o", "x");
  folder.write("libamfs_connector_acme.so.debug", "x");
  folder.write("samples/.order.json.swp", "x");
  folder.write("samples/.git/config", "x");
  fs::create_symlink("/etc/passwd", folder.dir / "samples/link.json");
  fs::create_directory_symlink("/etc", folder.dir / "samples/etc");
  REQUIRE(::mkfifo((folder.dir / "samples/pipe.json").c_str(), 0600) == 0);
  const auto bundle = read_folder(folder.dir.path(), {});
  REQUIRE(bundle.has_value());
  CHECK(bundle->files == sample_files());
}

TEST_CASE("licence and fixtures may come from elsewhere") {
  const Folder folder;
  fs::rename(folder.dir / "LICENSE", folder.dir / "COPYING");
  fs::rename(folder.dir / "fixtures", folder.dir / "payloads");
  FolderOptions options;
  options.license = folder.dir / "COPYING";
  options.fixtures = folder.dir / "payloads";
  const auto bundle = read_folder(folder.dir.path(), options);
  REQUIRE(bundle.has_value());
  CHECK(bundle->files == sample_files());
}

TEST_CASE("a folder without library, or with a pipe in its place, is refused at once") {
  const Folder folder;
  fs::remove(folder.dir / kLibrary);
  CHECK(read_folder(folder.dir.path(), {}).error().message.find(kLibrary) != std::string::npos);
  REQUIRE(::mkfifo((folder.dir / kLibrary).c_str(), 0600) == 0);
  CHECK(read_folder(folder.dir.path(), {}).error().message.find("no regular file") !=
        std::string::npos);
}

TEST_CASE("a file that cannot be part of a bundle is named") {
  const Folder folder;
  folder.write("samples/\xc3\xbcmlaut.json", "{}");
  const auto bundle = read_folder(folder.dir.path(), {});
  REQUIRE_FALSE(bundle.has_value());
  CHECK(bundle.error().message.find("printable ASCII") != std::string::npos);
}
