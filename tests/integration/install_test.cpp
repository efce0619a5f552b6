// amfs connector install on a machine without a host and without a network.
#include "tests/integration/install_fixture.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

TEST_CASE_METHOD(InstallFixture, "by name: the newest version, with all that belongs to it") {
  const Ran ran = amfs({"install", "echo"});
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  CHECK(has(ran.out, "installed  echo 1.1.0"));
  CHECK(has(ran.out, "may write  echo and below"));
  CHECK(has(ran.out, "may read   nothing"));
  CHECK(has(ran.out, "next       set AMFS_CONNECTOR_ECHO_SECRET"));
  CHECK(installed_version() == "1.1.0");
  CHECK(names_in(plugins) == std::set<std::string>{"echo"});
  CHECK(names_in(plugins / "echo") == std::set<std::string>{"LICENSE", "MANIFEST.sha256",
                                                            "connector.yaml", "install.json",
                                                            "libamfs_connector_echo.so"});
  const auto record = host::bundle::read_install_record(plugins / "echo");
  REQUIRE(record.has_value());
  CHECK(record->version == "1.1.0");
  CHECK(record->origin == host::bundle::Origin{"registry", fs::canonical(registry).string()});
  const auto bytes = host::read_file(bundle_file("1.1.0"), 1 << 26);
  CHECK(record->sha256 == host::bundle::hex_sha256(bytes.value()));
}

TEST_CASE_METHOD(InstallFixture, "another version replaces the one that is there") {
  install_ok({"echo@1.0.0"});
  CHECK(installed_version() == "1.0.0");
  const Ran update = amfs({"install", "echo", "--json"});
  REQUIRE(update.code == 0);
  const auto json = test::parse_json(update.out);
  CHECK(test::text_member(json, "version") == "1.1.0");
  CHECK(test::text_member(json, "replaced") == "1.0.0");
  CHECK(std::string(json["missing"][0].GetString()) == "AMFS_CONNECTOR_ECHO_SECRET");
  install_ok({"echo@1.0.0"});  // and back
  CHECK(installed_version() == "1.0.0");
  CHECK(names_in(plugins) == std::set<std::string>{"echo"});
}

TEST_CASE_METHOD(InstallFixture, "a variable that is set is not asked for") {
  environment["AMFS_CONNECTOR_ECHO_SECRET"] = "s";
  const Ran ran = amfs({"install", "echo"});
  CHECK(ran.code == 0);
  CHECK(has(ran.out, "next       amfs connector list"));
}

TEST_CASE_METHOD(InstallFixture, "names and versions that are not there") {
  check_refused({"install", "ecko"}, "no connector \"ecko\" (did you mean \"echo\"?)");
  check_refused({"install", "echo@3.0.0"}, "no echo 3.0.0; it has 1.1.0, 1.0.0");
  check_refused({"install", "echo@"}, "no NAME or NAME@VERSION", 2);
  check_refused({"install", "./echo"}, "No such file");
  check_refused({"install"}, "see: amfs connector install --help", 2);
  environment["AMFS_REGISTRY"] = dir / "nowhere";
  check_refused({"install", "echo"}, "is no registry");
  environment["AMFS_REGISTRY"] = "https://example.org/registry";
  check_refused({"install", "echo"}, "registries are directories", 2);
  CHECK_FALSE(fs::exists(plugins));
}

TEST_CASE_METHOD(InstallFixture,
                 "the registry of a flag beats the environment, which beats amfs.yaml") {
  write_file(dir / "amfs.yaml", "registry: registry\n");
  environment.erase("AMFS_REGISTRY");
  install_ok({"echo", "--config", dir / "amfs.yaml"});
  environment["AMFS_REGISTRY"] = dir / "nowhere";
  check_refused({"install", "echo", "--config", dir / "amfs.yaml"}, "is no registry");
  install_ok({"echo", "--registry", registry.string()});
}

TEST_CASE_METHOD(InstallFixture, "from a file and from a folder") {
  install_ok({bundle_file("1.0.0").string(), "--plugins", dir / "other"});
  CHECK(host::bundle::read_install_record(dir / "other/echo")->origin.kind == "file");
  install_ok({make_source("1.2.0").string()});
  CHECK(installed_version() == "1.2.0");
  CHECK(host::bundle::read_install_record(plugins / "echo")->origin.kind == "folder");
}

TEST_CASE_METHOD(InstallFixture, "another origin needs --force") {
  install_ok({"echo"});
  const std::string file = bundle_file("1.0.0").string();
  check_refused({"install", file}, "was installed from registry " + registry.string());
  CHECK(installed_version() == "1.1.0");
  install_ok({file, "--force"});
  CHECK(installed_version() == "1.0.0");
}

TEST_CASE_METHOD(InstallFixture, "a folder that was copied by hand is not replaced unasked") {
  integration::install("echo", plugins.string());
  check_refused({"install", "echo"}, "by hand");
  install_ok({"echo", "--force"});
  CHECK(installed_version() == "1.1.0");
}

TEST_CASE_METHOD(InstallFixture, "a connector of that name in another folder is not doubled") {
  integration::install("echo", plugins.string());
  fs::rename(plugins / "echo", plugins / "mine");
  check_refused({"install", "echo", "--force"}, "amfs connector remove echo");
  CHECK(names_in(plugins) == std::set<std::string>{"mine"});
}

TEST_CASE_METHOD(InstallFixture, "a built-in connector is not replaced unasked") {
  const fs::path github = fs::path(test::built_connectors_dir()) / "github";
  check_refused({"install", github.string()}, "comes with amfs");
  CHECK(names_in(plugins).empty());
  install_ok({github.string(), "--force"});
  CHECK(fs::exists(plugins / "github/connector.yaml"));
}

TEST_CASE_METHOD(InstallFixture, "a bundle that was changed is refused and leaves nothing") {
  const auto file = bundle_file("1.1.0").string();
  std::string bytes = read_file(file);
  bytes[bytes.size() / 2] ^= 1;
  write_file(file, bytes);
  check_refused({"install", "echo"}, "its SHA-256 is not what the registry's index says");
  check_refused({"install", file}, "get it again from its author");
  CHECK_FALSE(fs::exists(plugins));
  // An installed one stays as it is.
  install_ok({"echo@1.0.0"});
  check_refused({"install", "echo"}, "its SHA-256");
  CHECK(installed_version() == "1.0.0");
  CHECK(names_in(plugins) == std::set<std::string>{"echo"});
}

TEST_CASE_METHOD(InstallFixture, "a library of another machine or another ABI is refused") {
  const fs::path source = make_source("2.0.0");
  const std::string library = (source / "libamfs_connector_echo.so").string();
  const std::string good = read_file(library);
  SECTION("machine") {
    std::string foreign = good;
    constexpr std::size_t kMachineAt = 18;  // e_machine of an ELF header
    foreign[kMachineAt] = static_cast<char>(
        host::bundle::own_platform().arch == "x86_64" ? 183 : 62);  // aarch64 : x86_64
    write_file(library, foreign);
    check_refused({"install", source.string()}, "this is linux-");
  }
  SECTION("ABI") {
    integration::install("wrong-abi", (dir / "abi"));
    write_file(library, read_file(library_file("wrong-abi", dir / "abi")));
    check_refused({"install", source.string()}, "connector ABI");
  }
  SECTION("amfs") {
    edit_file((source / "connector.yaml").string(), "version: 2.0.0",
              "version: 2.0.0\nmin_amfs_version: 99.0.0");
    check_refused({"install", source.string()}, "needs amfs 99.0.0 or newer");
  }
  CHECK_FALSE(fs::exists(plugins));
}

TEST_CASE_METHOD(InstallFixture, "the newest version that suits is taken from the registry") {
  const fs::path source = make_source("3.0.0");
  edit_file((source / "connector.yaml").string(), "version: 3.0.0",
            "version: 3.0.0\nmin_amfs_version: 99.0.0");
  publish(source);
  install_ok({"echo"});
  CHECK(installed_version() == "1.1.0");
  check_refused({"install", "echo@3.0.0"}, "needs amfs 99.0.0 or newer");
}

TEST_CASE_METHOD(InstallFixture, "info of what is not installed says what it may do") {
  const Ran ran = amfs({"info", bundle_file("1.0.0").string()});
  CHECK(ran.code == 0);
  CHECK(has(ran.out, "1.0.0"));
  CHECK(has(ran.out, "available: amfs connector install"));
  CHECK(has(ran.out, "echo and below"));
  CHECK(has(ran.out, "AMFS_CONNECTOR_ECHO_SECRET  yes       not set"));
  CHECK(has(amfs({"info", "echo"}).out, "1.1.0"));
  check_refused({"info", "ecko"}, "did you mean \"echo\"?");
  CHECK_FALSE(fs::exists(plugins));
}
