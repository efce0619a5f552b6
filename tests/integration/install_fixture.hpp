// A fresh machine for the commands around installed connectors: an empty data directory, a
// registry with two versions of the test connector echo, and no host.
#pragma once

#include <amfs/abi/connector.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "host/base/files.hpp"
#include "host/bundle/install_record.hpp"
#include "host/bundle/registry.hpp"
#include "tests/integration/amfs_command.hpp"
#include "tests/integration/connectors_folder.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/json.hpp"
#include "tests/support/temp_dir.hpp"

namespace integration {

namespace fs = std::filesystem;

// What a library built by this tree needs (registry_index.hpp).
inline constexpr host::bundle::Abi kAbi{AMFS_ABI_MAJOR, AMFS_ABI_MAJOR == 0 ? AMFS_ABI_MINOR : 0};

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct InstallFixture {
  InstallFixture() {
    environment["AMFS_DATA_DIR"] = dir / "data";
    environment["AMFS_REGISTRY"] = registry.string();
    // Nobody listens there: reserved, and never given out by the system.
    environment["AMFS_HTTP_URL"] = "http://127.0.0.1:1";
    for (const char* version : {"1.0.0", "1.1.0"}) publish(make_source(version));
  }

  // echo as its author has it, in a folder of its own.
  fs::path make_source(const std::string& version) const {
    const fs::path folder = dir / ("source-" + version);
    integration::install("echo", folder.string());
    edit_file((folder / "echo/connector.yaml").string(), "version: 1.0.0", "version: " + version);
    write_file((folder / "echo/LICENSE").string(), "Apache-2.0\n");
    return folder / "echo";
  }
  void publish(const fs::path& source) const {
    const auto bundle = host::bundle::read_folder(source, {});
    REQUIRE(bundle.has_value());
    const auto packed = host::bundle::pack(*bundle);
    REQUIRE(packed.has_value());
    REQUIRE(host::bundle::publish(registry, *bundle, *packed, kAbi).has_value());
  }
  fs::path bundle_file(const std::string& version) const {
    return registry / ("amfs-connector-echo-" + version + "-" +
                       host::bundle::own_platform().text() + ".amfsc");
  }

  Ran amfs(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "connector");
    return run_amfs(arguments, environment);
  }
  // Fails, says `reason`, and ends on one line.
  void check_refused(const std::vector<std::string>& arguments, const std::string& reason,
                     int code = 1) const {
    const Ran ran = amfs(arguments);
    INFO(ran.err);
    CHECK(ran.code == code);
    CHECK(has(ran.err, reason));
    CHECK(ran.err.find('\n') == ran.err.size() - 1);
    CHECK(ran.out.empty());
  }
  void install_ok(const std::vector<std::string>& what) const {
    std::vector<std::string> arguments{"install"};
    arguments.insert(arguments.end(), what.begin(), what.end());
    const Ran ran = amfs(arguments);
    INFO(ran.err);
    REQUIRE(ran.code == 0);
  }
  std::string installed_version() const {
    const auto text = host::read_file(plugins / "echo/connector.yaml", 1 << 16);
    if (!text) return "";
    const auto at = text->find("version: ") + 9;
    return text->substr(at, text->find('\n', at) - at);
  }

  test::TempDir dir;
  fs::path registry = dir / "registry";
  fs::path plugins = dir / "data/connectors";
  test::Environment environment;
};

// What is in a folder, the commands' lock file left out.
inline std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  std::error_code missing;
  for (const auto& item : fs::directory_iterator(folder, missing))
    names.insert(item.path().filename().string());
  names.erase(".lock");
  return names;
}

}  // namespace integration
