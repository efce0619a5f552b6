// admin.key: made once for its owner's eyes only, kept, and never guessed at when damaged.
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "host/access/access.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

using host::access::load_or_make_admin_key;

namespace {

std::string contents(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string load(const test::TempDir& dir) {
  auto key = load_or_make_admin_key(dir.path());
  if (key.has_error()) FAIL(key.error().message);
  return std::string(key.value().reveal());
}

std::string error(const std::string& dir) {
  const auto key = load_or_make_admin_key(dir);
  REQUIRE(key.has_error());
  CHECK(key.error().code == "admin_key");
  return key.error().message;
}

}  // namespace

TEST_CASE("the first start makes a key that only its owner may read", "[access][admin_key]") {
  const test::TempDir dir;
  const std::string key = load(dir);
  CHECK(key.rfind("amfs_sk_", 0) == 0);
  CHECK(key.size() >= 8 + 32);
  CHECK(contents(dir / "admin.key") == key + "\n");
  struct stat status {};
  REQUIRE(stat((dir / "admin.key").c_str(), &status) == 0);
  CHECK((status.st_mode & 07777U) == 0600);
  CHECK(access((dir / "admin.key.new").c_str(), F_OK) != 0);
}

TEST_CASE("later starts keep the key", "[access][admin_key]") {
  const test::TempDir dir;
  const std::string key = load(dir);
  CHECK(load(dir) == key);
  const test::TempDir other;
  CHECK(load(other) != key);
}

TEST_CASE("an operator's own key is taken with any line end", "[access][admin_key]") {
  const test::TempDir dir;
  std::ofstream(dir / "admin.key") << "a-key-of-my-own-choice\r\n";
  CHECK(load(dir) == "a-key-of-my-own-choice");
}

TEST_CASE("a damaged key file stops the start and says what to do", "[access][admin_key]") {
  const test::TempDir dir;
  for (const char* text : {"", "\n", "short\n"}) {
    std::ofstream(dir / "admin.key") << text;
    CHECK(error(dir.path()).find("delete it") != std::string::npos);
    CHECK(contents(dir / "admin.key") == text);
  }
}

TEST_CASE("a file that is not a key file is not cut down to one", "[access][admin_key]") {
  const test::TempDir dir;
  std::ofstream(dir / "admin.key") << std::string(4096, 'k');
  error(dir.path());
}

TEST_CASE("a link in the key's place is not followed", "[access][admin_key]") {
  const test::TempDir dir;
  std::ofstream(dir / "elsewhere") << "a-key-of-somebody-else\n";
  REQUIRE(symlink((dir / "elsewhere").c_str(), (dir / "admin.key").c_str()) == 0);
  error(dir.path());
  CHECK(contents(dir / "elsewhere") == "a-key-of-somebody-else\n");
}

TEST_CASE("what a crashed start left behind does not hinder", "[access][admin_key]") {
  const test::TempDir dir;
  std::ofstream(dir / "admin.key.new") << "amfs_sk_half";
  const std::string key = load(dir);
  CHECK(contents(dir / "admin.key") == key + "\n");
}

TEST_CASE("a directory that is not there is an error with its path", "[access][admin_key]") {
  const test::TempDir dir;
  CHECK(error(dir / "absent").find(dir / "absent") != std::string::npos);
}
