#include "host/connector/plugin_cache.hpp"

#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "tests/support/catch.hpp"
#include "tests/unit/config/temp_folder.hpp"

using namespace host::connector;

namespace {

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::size_t files_in(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

}  // namespace

TEST_CASE("a plugin is kept under its SHA-256") {
  const test::TempFolder folder;
  const auto file = cache_plugin(folder.path() / "plugins", "abc", "libx.so");
  REQUIRE(file.has_value());
  CHECK(*file == folder.path() / "plugins" /
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" /
                     "libx.so");
  CHECK(content(*file) == "abc");
  struct stat info {};
  REQUIRE(::stat(file->c_str(), &info) == 0);
  CHECK((info.st_mode & 07777) == (0500 & ~::umask(::umask(0))));
  CHECK(files_in(file->parent_path()) == 1);
}

TEST_CASE("the same bytes are stored once, other bytes elsewhere") {
  const test::TempFolder folder;
  const auto first = cache_plugin(folder.path(), "one", "libx.so").value();
  const auto written = std::filesystem::last_write_time(first);
  struct stat before {};
  REQUIRE(::stat(first.c_str(), &before) == 0);
  CHECK(cache_plugin(folder.path(), "one", "libx.so").value() == first);
  struct stat after {};
  REQUIRE(::stat(first.c_str(), &after) == 0);
  CHECK(after.st_ino == before.st_ino);
  CHECK(std::filesystem::last_write_time(first) == written);
  CHECK(cache_plugin(folder.path(), "two", "libx.so").value() != first);
  CHECK(content(first) == "one");
}

TEST_CASE("a copy that was tampered with is replaced, never written into") {
  const test::TempFolder folder;
  const auto file = cache_plugin(folder.path(), "good", "libx.so").value();
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  std::ofstream(file, std::ios::binary) << "evil";
  struct stat before {};
  REQUIRE(::stat(file.c_str(), &before) == 0);
  CHECK(cache_plugin(folder.path(), "good", "libx.so").value() == file);
  CHECK(content(file) == "good");
  struct stat after {};
  REQUIRE(::stat(file.c_str(), &after) == 0);
  CHECK(after.st_ino != before.st_ino);
  CHECK(files_in(file.parent_path()) == 1);
}

TEST_CASE("a place that cannot be written says what to check") {
  const test::TempFolder folder;
  const auto not_a_folder = folder.write("file", "x");
  const auto result = cache_plugin(not_a_folder, "abc", "libx.so");
  REQUIRE(result.has_error());
  CHECK(result.error().message.find("check its rights") != std::string::npos);
}
