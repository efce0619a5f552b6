// Connectors that change: what is believed when, what goes on, what is refused.
#include "host/connector/catalog.hpp"

#include <fstream>

#include "roots.hpp"
#include "tests/support/catch.hpp"

using namespace host::connector;  // NOLINT(google-build-using-namespace)
using test::contains;
using test::kSecret;
using test::Roots;

namespace {

const char kHead[] =
    "name: echo\nentry_point: amfs_connector_echo:EchoConnector\n"
    "webhook: {signature_header: X-Signature}\n";

// A host that runs, and time that passes only here.
class Running {
 public:
  explicit Running(const Roots& roots, const test::Variables& variables = kSecret) {
    variables_ = variables;
    CatalogOptions options = roots.options();
    options.build.env = [this](std::string_view name) -> std::optional<std::string> {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    };
    catalog_.emplace(std::move(options));
    take(catalog_->start());
  }

  // One look; how many connectors changed by it.
  std::size_t look() { return take(catalog_->look(now_ += kSettleNs)); }
  // Looks until nothing is under way.
  void settle() {
    look();
    for (int i = 0; i < 10 && catalog_->is_settling(); ++i) look();
    CHECK_FALSE(catalog_->is_settling());
  }
  const Connector& at(const std::string& name) const { return *connectors_.at(name); }
  bool has(const std::string& name) const { return connectors_.count(name) > 0; }
  bool is_settling() const { return catalog_->is_settling(); }
  void wait(std::int64_t ns) { now_ += ns; }
  test::Variables& variables() { return variables_; }

 private:
  std::size_t take(std::vector<Change> changes) {
    for (Change& change : changes) {
      if (change.connector) {
        connectors_[change.name] = change.connector;
      } else {
        connectors_.erase(change.name);
      }
    }
    return changes.size();
  }

  test::Variables variables_;
  std::optional<Catalog> catalog_;
  std::map<std::string, std::shared_ptr<const Connector>> connectors_;
  std::int64_t now_ = 0;
};

void write(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
}

void set_version(const std::filesystem::path& folder, const std::string& version) {
  write(folder / "connector.yaml", kHead + ("version: " + version + "\n"));
}

}  // namespace

TEST_CASE("a change is taken at the second look that finds it, and once") {
  const Roots roots;
  const auto folder = roots.install("echo");
  Running host(roots);
  CHECK(host.at("echo").generation == 1);
  CHECK(host.look() == 0);
  set_version(folder, "1.1.0");
  CHECK(host.look() == 0);
  CHECK(host.is_settling());
  CHECK(host.look() == 1);
  CHECK_FALSE(host.is_settling());
  CHECK(host.at("echo").version == "1.1.0");
  CHECK(host.at("echo").generation == 2);
  CHECK(host.look() == 0);
}

TEST_CASE("a file that changes at every look is not taken") {
  const Roots roots;
  const auto folder = roots.install("echo");
  Running host(roots);
  for (int i = 0; i < 5; ++i) {
    set_version(folder, "1.0." + std::to_string(i + 1));
    CHECK(host.look() == 0);
  }
  CHECK(host.look() == 1);
  CHECK(host.at("echo").version == "1.0.5");
}

TEST_CASE("files that were only touched are no change") {
  const Roots roots;
  const auto folder = roots.install("echo");
  Running host(roots);
  set_version(folder, "1.1.0");
  host.settle();
  set_version(folder, "1.1.0");
  host.settle();
  CHECK(host.at("echo").generation == 2);
}

TEST_CASE("a refused change leaves what runs, and is not tried twice") {
  const Roots roots;
  const auto folder = roots.install("echo");
  Running host(roots);
  const auto* runtime = host.at("echo").runtime.get();
  write(folder / "connector.yaml", "name: [\n");
  host.settle();
  CHECK(host.at("echo").state == ConnectorState::ready);
  CHECK(contains(host.at("echo").reason, "version 1.0.0 goes on"));
  CHECK(contains(host.at("echo").reason, "connector.yaml:"));
  CHECK(host.at("echo").runtime.get() == runtime);
  CHECK(host.at("echo").refused_changes == 1);
  host.wait(100 * kTryAgainNs);
  CHECK(host.look() == 0);
  // A rotated secret reaches the endpoint although the folder is broken.
  host.variables()["AMFS_CONNECTOR_ECHO_SECRET"] = "other-secret";
  host.settle();
  CHECK(host.at("echo").secrets.current.reveal() == "other-secret");
  CHECK(host.at("echo").refused_changes == 1);
  CHECK(host.at("echo").runtime.get() == runtime);
  set_version(folder, "1.0.1");
  host.settle();
  CHECK(host.at("echo").reason.empty());
  CHECK(host.at("echo").version == "1.0.1");
}

TEST_CASE("a folder that vanished holds, here and after a restart; a removed one is forgotten") {
  const Roots roots;
  roots.install("echo");
  {
    Running host(roots);
    std::filesystem::remove_all(roots.plugins() / "echo");
    CHECK(host.look() == 0);  // an installer may be at it
    host.settle();
    CHECK(host.at("echo").state == ConnectorState::failed);
    CHECK(contains(host.at("echo").reason, "amfs connector remove echo"));
    CHECK(host.at("echo").manifest != nullptr);
    CHECK(host.at("echo").secrets.current.reveal() == "echo-secret");
    CHECK(host.at("echo").runtime == nullptr);
  }
  {
    Running host(roots);
    CHECK(host.at("echo").state == ConnectorState::failed);
    CHECK(host.at("echo").manifest != nullptr);
    write(roots.plugins() / ".removed/echo", "");
    host.settle();
    CHECK_FALSE(host.has("echo"));
  }
  std::filesystem::remove(roots.plugins() / ".removed/echo");
  Running host(roots);
  CHECK_FALSE(host.has("echo"));
}

TEST_CASE("a folder moved aside for one look is not gone") {
  const Roots roots;
  const auto folder = roots.install("echo");
  Running host(roots);
  std::filesystem::rename(folder, roots.plugins() / ".aside");
  CHECK(host.look() == 0);
  std::filesystem::rename(roots.plugins() / ".aside", folder);
  host.settle();
  CHECK(host.at("echo").generation == 1);
}

TEST_CASE("the mark disables and enables, whatever the manifest is worth") {
  const Roots roots;
  const auto folder = roots.install("echo");
  Running host(roots);
  write(roots.plugins() / ".disabled/echo", "");
  host.settle();
  CHECK(host.at("echo").state == ConnectorState::disabled);
  CHECK(host.at("echo").runtime == nullptr);
  CHECK(host.at("echo").manifest != nullptr);
  write(folder / "connector.yaml", "name: [\n");
  host.settle();
  CHECK(host.at("echo").state == ConnectorState::disabled);
  CHECK(host.at("echo").manifest != nullptr);
  std::filesystem::remove(roots.plugins() / ".disabled/echo");
  host.settle();
  CHECK(host.at("echo").state == ConnectorState::failed);  // nothing runs that could go on
  CHECK(host.at("echo").manifest != nullptr);
  set_version(folder, "2.0.0");
  host.settle();
  CHECK(host.at("echo").state == ConnectorState::ready);
}

TEST_CASE("a broken folder at the start: the last good rules hold, not the broken ones") {
  const Roots roots;
  const auto folder = roots.install("echo");
  { const Running host(roots); }
  write(folder / "connector.yaml",
        "name: echo\nversion: 2.0.0\nentry_point: amfs_connector_echo:EchoConnector\n"
        "webhook: {signature_header: X-Other}\n");
  write(folder / "libamfs_connector_echo.so", "not a library");
  Running host(roots);
  CHECK(host.at("echo").state == ConnectorState::failed);
  CHECK(host.at("echo").version == "1.0.0");
  CHECK(host.at("echo").manifest->webhook.signature.signature_header == "X-Signature");
}

TEST_CASE("rules of code that never ran give way to later ones") {
  const Roots roots;
  const auto folder = roots.install("echo");
  write(folder / "libamfs_connector_echo.so", "not a library");
  Running host(roots);
  CHECK(host.at("echo").version == "1.0.0");
  set_version(folder, "1.0.1");
  host.settle();
  CHECK(host.at("echo").state == ConnectorState::failed);
  CHECK(host.at("echo").version == "1.0.1");
}

TEST_CASE("a rotated secret is another endpoint, a rotated exposed variable another instance") {
  const Roots roots;
  roots.install_with("echo", "env_vars: [{name: AMFS_CONNECTOR_ECHO_URL, expose: true}]\n");
  Running host(roots);
  const auto* runtime = host.at("echo").runtime.get();
  host.variables()["AMFS_CONNECTOR_ECHO_SECRET"] = "";
  host.settle();
  CHECK(host.at("echo").state == ConnectorState::unconfigured);
  CHECK(host.at("echo").runtime.get() == runtime);
  host.variables()["AMFS_CONNECTOR_ECHO_SECRET"] = "a-third-secret";
  host.settle();
  CHECK(host.at("echo").state == ConnectorState::ready);
  CHECK(host.at("echo").generation == 1);
  host.variables()["AMFS_CONNECTOR_ECHO_URL"] = "http://x";
  host.settle();
  CHECK(host.at("echo").generation == 2);
}

TEST_CASE("a folder whose manifest is renamed is another connector") {
  const Roots roots;
  const auto folder = roots.install("echo");
  Running host(roots);
  write(folder / "connector.yaml",
        "name: other\nversion: 1.0.0\nentry_point: amfs_connector_echo:EchoConnector\n"
        "webhook: {signature_header: X-Signature}\n");
  host.settle();
  CHECK(host.at("echo").state == ConnectorState::failed);
  CHECK(contains(host.at("echo").reason, "vanished"));
  CHECK(host.at("other").state == ConnectorState::unconfigured);
}

TEST_CASE("without space for the copy it is tried again, and works when there is") {
  const Roots roots;
  roots.install("echo");
  const auto cache = roots.options().build.cache_dir;
  write(cache, "not a folder");
  Running host(roots);
  CHECK(host.at("echo").state == ConnectorState::failed);
  std::filesystem::remove(cache);
  CHECK(host.look() == 0);
  host.wait(kTryAgainNs);
  CHECK(host.look() == 1);
  CHECK(host.at("echo").state == ConnectorState::ready);
}

TEST_CASE("copies that no connector uses any more are removed at the next start") {
  const Roots roots;
  const auto folder = roots.install("echo");
  const auto cache = roots.options().build.cache_dir;
  const auto copies = [&] { return std::distance(std::filesystem::directory_iterator(cache), {}); };
  {
    Running host(roots);
    std::ofstream(folder / "libamfs_connector_echo.so", std::ios::binary | std::ios::app) << "x";
    host.settle();
    CHECK(host.at("echo").generation == 2);
    CHECK(copies() == 2);
  }
  std::filesystem::create_directory(cache / "not-ours");
  const Running host(roots);
  CHECK(copies() == 2);
  CHECK(std::filesystem::exists(cache / "not-ours"));
}
