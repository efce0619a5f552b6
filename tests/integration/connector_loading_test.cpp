// Broken connector folders: the host starts, says per connector what is wrong, and runs the others.
// Where the manifest is good, events are accepted and held until the library is.
#include <filesystem>

#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

struct Fixture : TestHost {
  Fixture() : TestHost({"echo"}) {}

  // A connector that failed for a reason that contains `word`; echo works beside it.
  void check_failed(const std::string& name, const std::string& word) {
    start();
    const Answer info = api().get("/connectors/" + name);
    INFO(info.http.body);
    CHECK(info.status == 200);
    CHECK(info.text("state") == "failed");
    CHECK(info.text("reason").find(word) != std::string::npos);
    check_echo_works();
  }
  void check_echo_works() {
    CHECK(api().connector_state("echo") == "ready");
    CHECK(api().settled_event(accept("echo", R"({"project":"shop","id":"1"})")).text("outcome") ==
          "written");
    check_alive(*this);
  }
  // Accepted, and still waiting: nobody refused it, nobody lost it.
  void check_held(const std::string& name) {
    const std::string id = accept(name, R"({"id":"held","key":"k"})");
    CHECK(api().get("/events/" + id).text("state") == "received");
  }
  std::string library(const std::string& name) const { return library_file(name, plugins_dir()); }
  std::string manifest(const std::string& name) const { return manifest_file(name, plugins_dir()); }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a library that is a text file", "[loading]") {
  add_connector("append");
  write_file(library("append"), "#!/bin/sh\necho not a library\n");
  check_failed("append", library("append"));
  check_held("append");
}

TEST_CASE_METHOD(Fixture, "a library that is empty, cut short or absent", "[loading]") {
  add_connector("append");
  SECTION("empty") { write_file(library("append"), ""); }
  SECTION("cut in its header") {
    write_file(library("append"), read_file(library("append")).substr(0, 40));
  }
  SECTION("cut inside its code") {
    // An eighth: a debug build's larger part is debug information, which may well be cut off.
    const std::string whole = read_file(library("append"));
    write_file(library("append"), whole.substr(0, whole.size() / 8));
  }
  SECTION("absent") { std::filesystem::remove(library("append")); }
  SECTION("a directory") {
    std::filesystem::remove(library("append"));
    std::filesystem::create_directory(library("append"));
  }
  check_failed("append", "libamfs_connector_append.so");
  check_held("append");
}

TEST_CASE_METHOD(Fixture, "a library without the entry point", "[loading]") {
  add_connector("no-entry");
  check_failed("no-entry", "libamfs_connector_no_entry.so");
  check_held("no-entry");
}

TEST_CASE_METHOD(Fixture, "a library without the note", "[loading]") {
  add_connector("no-note");
  check_failed("no-note", "libamfs_connector_no_note.so");
  check_held("no-note");
}

TEST_CASE_METHOD(Fixture, "a library of another ABI", "[loading]") {
  add_connector("wrong-abi");
  check_failed("wrong-abi", "ABI");
  check_held("wrong-abi");
}

TEST_CASE_METHOD(Fixture, "a class that is not in the library", "[loading]") {
  add_connector("wrong-class");
  check_failed("wrong-class", "MissingClass");
  check_held("wrong-class");
}

TEST_CASE_METHOD(Fixture, "a library of another architecture", "[loading]") {
  add_connector("append");
  std::string elf = read_file(library("append"));
  elf[18] = elf[18] == '\x28' ? '\x3e' : '\x28';  // e_machine
  write_file(library("append"), elf);
  check_failed("append", "libamfs_connector_append.so");
  check_held("append");
}

TEST_CASE_METHOD(Fixture, "a constructor that refuses its configuration", "[loading]") {
  add_connector("faulty");
  write_file(manifest("faulty"), read_file(manifest("faulty")) + "config: {mode: config_error}\n");
  check_failed("faulty", "config.mode");
  check_held("faulty");
}

TEST_CASE_METHOD(Fixture, "broken manifests are named with file, line and column", "[loading]") {
  add_connector("append");
  std::string place = manifest("append") + ":";
  SECTION("not YAML") { write_file(manifest("append"), "name: [unclosed\n"); }
  SECTION("an unknown key") {
    edit_file(manifest("append"), "signature_prefix", "signature_prefx");
    place += "10:3";
  }
  SECTION("a duplicate key") {
    write_file(manifest("append"), read_file(manifest("append")) + "name: append\n");
  }
  SECTION("an anchor") { edit_file(manifest("append"), "name: append", "name: &a append"); }
  SECTION("a bad name") { edit_file(manifest("append"), "name: append", "name: ../append"); }
  SECTION("a bad pointer") { edit_file(manifest("append"), "pointer: /id", "pointer: id"); }
  SECTION("a path of nothing") {
    edit_file(manifest("append"), "entity_path: append", "entity_path: ../..");
  }
  SECTION("too large") {
    write_file(manifest("append"), std::string(70 * 1024, '#') + "\n");
    place.pop_back();
  }
  SECTION("empty") { write_file(manifest("append"), ""); }
  check_failed("append", place);
  CHECK(deliver("append", "{}", signed_headers("{}")).status == 404);
}

TEST_CASE_METHOD(Fixture, "an unknown key is answered with the nearest one", "[loading]") {
  add_connector("append");
  edit_file(manifest("append"), "signature_prefix", "signature_prefx");
  check_failed("append", "signature_prefix");
}

TEST_CASE_METHOD(Fixture, "a manifest for a newer host", "[loading]") {
  add_connector("append");
  write_file(manifest("append"), read_file(manifest("append")) + "min_amfs_version: 99.0.0\n");
  check_failed("append", "99.0.0");
  check_held("append");
}

TEST_CASE_METHOD(Fixture, "a folder without a manifest is listed or passed over, never fatal",
                 "[loading]") {
  std::filesystem::create_directories(plugins_dir() + "/empty");
  write_file(plugins_dir() + "/a-file", "x");
  start();
  check_echo_works();
}

TEST_CASE_METHOD(Fixture, "a missing required variable is named", "[loading]") {
  add_connector("append");
  write_file(manifest("append"), read_file(manifest("append")) +
                                     "env_vars: [{name: AMFS_CONNECTOR_APPEND_TOKEN, description: "
                                     "A token, required: true}]\n");
  start();
  const Answer info = api().get("/connectors/append");
  CHECK(info.text("state") == "unconfigured");
  CHECK(info.text("reason").find("AMFS_CONNECTOR_APPEND_TOKEN") != std::string::npos);
  check_echo_works();
}

TEST_CASE_METHOD(Fixture, "a connector switched off is disabled, its events wait", "[loading]") {
  add_connector("append");
  write_file(dir() / "amfs.yaml", "connectors: {append: {enabled: false}}\n");
  options().arguments = {"--config", dir() / "amfs.yaml"};
  start();
  CHECK(api().connector_state("append") == "disabled");
  check_held("append");
  check_echo_works();
}

TEST_CASE_METHOD(Fixture, "libraries replaced, cut or removed while loaded change nothing",
                 "[loading]") {
  add_connector("append");
  start();
  api().settled_event(accept("append", R"({"id":"1","key":"k","item":1})"));
  SECTION("cut in place") { std::filesystem::resize_file(library("append"), 100); }
  SECTION("overwritten in place") { write_file(library("append"), std::string(50'000, '\xCC')); }
  SECTION("replaced by another") {
    std::filesystem::remove(library("append"));
    std::filesystem::copy_file(library("echo"), library("append"));
  }
  CHECK(api().settled_event(accept("append", R"({"id":"2","key":"k","item":2})")).text("outcome") ==
        "written");
  CHECK(api().get("/entry?entity_path=append/list&key=k").at("/value/items").Size() == 2);
  check_echo_works();
}
