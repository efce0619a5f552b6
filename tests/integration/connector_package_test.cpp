// amfs connector package and test: what an author runs before anybody else gets a connector.
#include "tests/integration/install_fixture.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

struct Fixture : InstallFixture {
  // A repository of an author: the manifest at its root, the build below it, one CTest test.
  fs::path make_repository(const std::string& test_command) const {
    const fs::path built = make_source("1.2.0");
    const fs::path root = dir / "repository";
    const fs::path build = root / "build/dev";
    fs::create_directories(build / "connectors");
    fs::rename(built, build / "connectors/echo");
    fs::copy_file(build / "connectors/echo/connector.yaml", root / "connector.yaml");
    fs::rename(build / "connectors/echo/LICENSE", root / "LICENSE");
    fs::create_directory(root / "fixtures");
    write_file((root / "fixtures/notes.txt").string(), "what the payloads are");
    write_file((build / "CTestTestfile.cmake").string(), "add_test(own " + test_command + ")\n");
    return root;
  }
  fs::path packaged(const fs::path& source, const std::string& output) const {
    const Ran ran = amfs({"package", source.string(), "--output", dir / output, "--json"});
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    const auto json = test::parse_json(ran.out);
    return json["packages"][0]["file"].GetString();
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "two packages of one connector are the same bytes, wherever it lies") {
  const fs::path first = packaged(make_source("1.2.0"), "a");
  fs::rename(dir / "source-1.2.0", dir / "moved");
  for (const auto& item : fs::directory_iterator(dir / "moved/echo"))
    fs::last_write_time(item.path(), fs::file_time_type::clock::now() - std::chrono::hours(1000));
  const fs::path second = packaged(dir / "moved/echo", "b");
  CHECK(first.filename() == bundle_file("1.2.0").filename());
  CHECK(read_file(first.string()) == read_file(second.string()));
  CHECK(host::bundle::read_bundle_file(first).has_value());
}

TEST_CASE_METHOD(Fixture, "from a repository: licence and fixtures of its root, then installed") {
  const fs::path file = packaged(make_repository("true"), "dist");
  const auto bundle = host::bundle::read_bundle_file(file);
  REQUIRE(bundle.has_value());
  CHECK(bundle->files.count("LICENSE") == 1);
  CHECK(bundle->files.count("fixtures/notes.txt") == 1);
  install_ok({file.string()});
  CHECK(installed_version() == "1.2.0");
}

TEST_CASE_METHOD(Fixture, "into a registry, and out of it by name") {
  const Ran ran = amfs({"package", make_source("1.2.0").string(), "--registry", dir / "registry"});
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  install_ok({"echo"});
  CHECK(installed_version() == "1.2.0");
}

TEST_CASE_METHOD(Fixture, "what does not pass validation is not packaged") {
  integration::install("no-note", dir / "bad");
  write_file(dir / "bad/no-note/LICENSE", "Apache-2.0\n");
  const Ran ran = amfs({"package", dir / "bad/no-note", "--output", dir / "dist"});
  CHECK(ran.code == 1);
  CHECK(has(ran.err, "does not pass validation"));
  CHECK(has(ran.err, "failed"));
  CHECK_FALSE(fs::exists(dir / "dist"));
}

TEST_CASE_METHOD(Fixture, "what cannot be packaged says what to do") {
  check_refused({"package", dir / "nowhere"}, "amfs connector init NAME");
  check_refused({"package", "--output", "a", "--registry", "b"}, "not both", 2);
  const fs::path root = make_repository("true");
  fs::remove_all(root / "build");
  check_refused({"package", root.string()}, "cmake --preset dev");
  check_refused({"test", root.string()}, "cmake --preset dev");
}

TEST_CASE_METHOD(Fixture, "nothing is packaged without a licence") {
  const fs::path source = make_source("1.2.0");
  fs::remove(source / "LICENSE");
  const Ran ran = amfs({"package", source.string(), "--output", dir / "dist"});
  CHECK(ran.code == 1);
  CHECK(has(ran.err, "--license FILE"));
  CHECK_FALSE(fs::exists(dir / "dist"));
}

TEST_CASE_METHOD(Fixture, "test runs the author's tests and every check") {
  const Ran ran = amfs({"test", make_repository("true").string(), "--json"});
  INFO(ran.err);
  CHECK(ran.code == 0);
  const auto json = test::parse_json(ran.out);
  CHECK(json["passed"].GetBool());
  CHECK(test::text_member(json, "tests") == "passed");
  CHECK(json["validate"]["passed"].GetBool());
  CHECK(has(ran.err, "100% tests passed"));
}

TEST_CASE_METHOD(Fixture, "a failing test of the author fails the whole") {
  const Ran ran = amfs({"test", make_repository("false").string()});
  CHECK(ran.code == 1);
  CHECK(has(ran.out, "tests: failed"));
}

TEST_CASE_METHOD(Fixture, "every built-in connector installs by name from what came with amfs") {
  environment.erase("AMFS_REGISTRY");
  std::size_t count = 0;
  for (const auto& item : fs::directory_iterator(test::built_connectors_dir())) {
    const std::string name = item.path().filename().string();
    if (!fs::exists(item.path() / "connector.yaml")) continue;
    INFO(name);
    install_ok({name});
    CHECK(fs::exists(plugins / name / "LICENSE"));
    CHECK(host::bundle::read_install_record(plugins / name)->origin.kind == "registry");
    ++count;
  }
  CHECK(count > 1);
  check_refused({"install", "pagerdutty"}, "did you mean \"pagerduty\"?");
}
