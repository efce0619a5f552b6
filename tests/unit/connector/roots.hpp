// A host's connector folders in a folder of their own, filled with the test connectors.
#pragma once

#include <map>
#include <string>

#include "host/connector/catalog.hpp"
#include "test_connectors.hpp"
#include "tests/unit/config/fake_environment.hpp"
#include "tests/unit/config/temp_folder.hpp"

namespace test {

using namespace host::connector;  // NOLINT(google-build-using-namespace): tests of that namespace

inline const host::ManualClock kClock(0);

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A host with two connector roots in a folder of its own.
class Roots {
 public:
  Roots() {
    std::filesystem::create_directories(plugins());
    std::filesystem::create_directories(built_in());
  }
  std::filesystem::path plugins() const { return folder_.path() / "plugins"; }
  std::filesystem::path built_in() const { return folder_.path() / "built-in"; }

  std::filesystem::path install(const std::string& name, const std::filesystem::path& root) const {
    std::filesystem::copy(connector_folder(name), root / name);
    return root / name;
  }
  std::filesystem::path install(const std::string& name) const { return install(name, plugins()); }

  // The manifest of echo with `more` appended, installed as `name`.
  void install_with(const std::string& name, const std::string& more, std::string yaml = {}) const {
    const auto target = install("echo", plugins());
    if (name != "echo") std::filesystem::rename(target, plugins() / name);
    if (yaml.empty()) {
      yaml =
          "name: echo\nversion: 1.0.0\nentry_point: amfs_connector_echo:EchoConnector\n"
          "webhook: {signature_header: X-Signature}\n" +
          more;
    }
    folder_.write("plugins/" + name + "/connector.yaml", yaml);
  }

  CatalogOptions options(const Variables& variables = {}) const {
    CatalogOptions out;
    out.built_in_dir = built_in();
    out.plugins_dir = plugins();
    out.manifests_dir = folder_.path() / "manifests";
    out.build.cache_dir = folder_.path() / "cache";
    out.build.settings = &settings;
    out.build.env = environment(variables);
    out.build.clock = &kClock;
    return out;
  }

  // What a host has that starts now.
  std::map<std::string, std::shared_ptr<const Connector>> load(
      const Variables& variables = {}) const {
    std::map<std::string, std::shared_ptr<const Connector>> out;
    for (const Change& change : Catalog(options(variables)).start())
      out[change.name] = change.connector;
    return out;
  }

  std::map<std::string, host::config::ConnectorSettings, std::less<>> settings;

 private:
  TempFolder folder_;
};

inline const Variables kSecret{{"AMFS_CONNECTOR_ECHO_SECRET", "echo-secret"}};

}  // namespace test
