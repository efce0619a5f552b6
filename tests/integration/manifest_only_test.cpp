// Manifests that have no code of their own, installed as their READMEs say: the manifest and the
// library of `generic` or `jira` in one folder. Each takes what its provider proves, and no more.
#include <filesystem>

#include "host/config/secrets.hpp"
#include "host/config/signing_key.hpp"
#include "tests/integration/proven_headers.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

namespace fs = std::filesystem;

constexpr char kBody[] = R"({"id":7,"title":"A thing"})";

struct Installed {
  host::config::Manifest manifest;
  std::string secret;
};

// cp connector.yaml and libamfs_connector_{code}.so into {plugins}/{name}.
Installed install_beside(const fs::path& file, const std::string& code, TestHost& host) {
  auto manifest = host::config::load_manifest(file);
  REQUIRE(manifest.has_value());
  const fs::path folder = fs::path(host.plugins_dir()) / manifest->name;
  fs::create_directories(folder);
  fs::copy(file, folder);
  fs::copy(library_file(code, test::built_connectors_dir()), folder);
  const std::string secret = host::config::throw_away_secret(manifest->webhook);
  host.options().environment[host::config::secret_name(manifest->name)] = secret;
  return {std::move(*manifest), secret};
}

std::vector<Installed> install_all(TestHost& host) {
  const fs::path manifests = AMFS_MANIFESTS_DIR;
  std::vector<Installed> all;
  for (const auto& recipe : fs::directory_iterator(manifests / "recipes")) {
    if (recipe.is_directory())
      all.push_back(install_beside(recipe.path() / "connector.yaml", "generic", host));
  }
  for (const char* way : {"automation", "data-center", "oauth"})
    all.push_back(install_beside(manifests / "jira" / way / "connector.yaml", "jira", host));
  return all;
}

test::HttpHeaders proven(const Installed& connector, const std::string& secret) {
  return proven_headers(connector.manifest, secret, kBody, connector.manifest.name + "-1");
}

}  // namespace

TEST_CASE("every manifest without code of its own runs as its README says", "[manifests]") {
  TestHost host;
  const std::vector<Installed> all = install_all(host);
  REQUIRE(all.size() >= 11);
  host.start();
  for (const Installed& connector : all) {
    const std::string& name = connector.manifest.name;
    INFO(name);
    CHECK(host.api().connector_state(name) == "ready");
    const std::string other = host::config::throw_away_secret(connector.manifest.webhook);
    CHECK(host.deliver(name, kBody, proven(connector, other)).code() == "signature_invalid");
    const Answer answer = host.deliver(name, kBody, proven(connector, connector.secret));
    INFO(answer.http.body);
    CHECK(answer.text("status") == "accepted");
    CHECK(host.api().settled_event(answer.text("event_id")).text("state") == "done");
  }
}
