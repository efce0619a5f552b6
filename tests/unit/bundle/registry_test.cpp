// A registry on disk: published, fetched, and changed behind the index's back.
#include "host/bundle/registry.hpp"

#include "host/base/files.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/bundle/sample_bundle.hpp"

#include <fstream>

using namespace bundle_test;   // NOLINT(google-build-using-namespace)
using namespace host::bundle;  // NOLINT(google-build-using-namespace)

namespace {

struct Fixture {
  Fixture() { add("1.0.0"); }

  void add(const std::string& version) const {
    REQUIRE(publish(root, sample_bundle(version), pack_sample(version), {0, 9}).has_value());
  }
  host::Result<Bundle> fetch_newest() const {
    const auto index = read_index(root);
    if (!index) return index.error();
    const IndexConnector* connector = index->find("acme");
    return fetch(root, *connector, connector->versions.front());
  }
  std::string index_text() const {
    return host::read_file(root / kIndexFile, kMaxIndexBytes).value();
  }

  test::TempDir dir;
  std::filesystem::path root = dir / "registry";
};

}  // namespace

TEST_CASE_METHOD(Fixture, "what is published can be fetched") {
  add("1.1.0");
  const auto bundle = fetch_newest();
  REQUIRE(bundle.has_value());
  CHECK(bundle->manifest.version.text == "1.1.0");
  CHECK(bundle->files == sample_files("1.1.0"));
  CHECK(read_index(root)->find("acme")->versions.size() == 2);
}

TEST_CASE_METHOD(Fixture, "publishing the same again changes nothing") {
  const std::string before = index_text();
  add("1.0.0");
  CHECK(index_text() == before);
}

TEST_CASE_METHOD(Fixture, "a changed, exchanged or missing file is refused") {
  const auto file = root / sample_file_name();
  SECTION("one byte") {
    std::string bytes = host::read_file(file, 1 << 20).value();
    bytes[bytes.size() / 2] ^= 1;
    std::ofstream(file, std::ios::binary) << bytes;
    CHECK(fetch_newest().error().code == "digest_mismatch");
  }
  SECTION("another good bundle in its place") {
    std::ofstream(file, std::ios::binary) << pack_sample("1.0.1");
    CHECK(fetch_newest().error().code == "digest_mismatch");
  }
  SECTION("gone") {
    std::filesystem::remove(file);
    CHECK(fetch_newest().error().code == "file_error");
  }
}

TEST_CASE_METHOD(Fixture, "an index that promises another connector or version is refused") {
  const std::string good = index_text();
  const auto edit = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    std::ofstream(root / kIndexFile, std::ios::trunc) << text;
  };
  edit(R"("version":"1.0.0")", R"("version":"9.0.0")");
  CHECK(fetch_newest().error().code == "digest_mismatch");
  edit(R"("arch":"x86_64")", R"("arch":"sparc")");
  CHECK(fetch_newest().error().code == "digest_mismatch");
  edit(R"("name":"acme")", R"("name":"github")");
  const auto index = read_index(root);
  REQUIRE(index.has_value());
  const IndexConnector* github = index->find("github");
  REQUIRE(github != nullptr);
  CHECK(fetch(root, *github, github->versions.front()).error().code == "digest_mismatch");
}

TEST_CASE("a directory without index is no registry") {
  const test::TempDir dir;
  const auto index = read_index(dir.path());
  REQUIRE_FALSE(index.has_value());
  CHECK(index.error().code == "registry_not_found");
  CHECK(index.error().message.find("--registry DIR") != std::string::npos);
}
