// docs/operators/configuration.md says the defaults and bounds that the host has.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include "fake_environment.hpp"
#include "host/config/settings.hpp"
#include "temp_folder.hpp"
#include "tests/support/catch.hpp"

using namespace host::config;

namespace {

const std::string& page() {
  static const std::string text = [] {
    std::ifstream in(std::filesystem::path(AMFS_SOURCE_DIR) / "docs/operators/configuration.md");
    return std::string{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }();
  REQUIRE_FALSE(text.empty());
  return text;
}

// The yaml block behind "<!-- mark -->".
std::string block(const std::string& mark) {
  const std::string fence = "<!-- " + mark + " -->\n```yaml\n";
  const std::size_t begin = page().find(fence);
  REQUIRE(begin != std::string::npos);
  const std::size_t start = begin + fence.size();
  return page().substr(start, page().find("```", start) - start);
}

host::Result<Settings> load(const std::string& yaml) {
  const test::TempFolder folder;
  SettingsFlags flags;
  flags.config_file = folder.write("amfs.yaml", yaml);
  return load_settings(flags, test::environment({{"HOME", "/home/x"}}));
}

// "a.b" with a value as a file; {name} is acme.
std::string yaml_of(std::string key, const std::string& value) {
  const std::string name = "{name}";
  if (const auto at = key.find(name); at != std::string::npos) {
    key.replace(at, name.size(), "acme");
  }
  std::string yaml, ends;
  for (std::size_t dot = key.find('.'); dot != std::string::npos; dot = key.find('.')) {
    yaml += key.substr(0, dot) + ": {";
    ends += '}';
    key.erase(0, dot + 1);
  }
  return yaml + key + ": " + value + ends + '\n';
}

}  // namespace

TEST_CASE("the page's defaults are the host's, all of them") {
  const std::string defaults = block("defaults");
  const auto said = load(defaults);
  REQUIRE(said.has_value());
  const Settings none;
  CHECK(said->listen.host == none.listen.host);
  CHECK(said->listen.port == none.listen.port);
  CHECK(said->monitor.host == none.monitor.host);
  CHECK(said->monitor.port == none.monitor.port);
  CHECK(said->auth.require_key_on_webhooks == none.auth.require_key_on_webhooks);
  CHECK(said->auth.allow_unauthenticated == none.auth.allow_unauthenticated);
  CHECK(said->http.io_threads == none.http.io_threads);
  CHECK(said->http.cors_origins == none.http.cors_origins);
  CHECK(said->http.max_connections == none.http.max_connections);
  CHECK(said->http.max_bytes_in_flight == none.http.max_bytes_in_flight);
  CHECK(said->http.header_timeout_ns == none.http.header_timeout_ns);
  CHECK(said->http.body_timeout_ns == none.http.body_timeout_ns);
  CHECK(said->http.idle_timeout_ns == none.http.idle_timeout_ns);
  CHECK(said->storage.disk_reserve_bytes == none.storage.disk_reserve_bytes);
  CHECK(said->tenants.defaults.requests_per_minute == none.tenants.defaults.requests_per_minute);
  CHECK(said->tenants.defaults.webhooks_per_second == none.tenants.defaults.webhooks_per_second);
  CHECK(said->tenants.defaults.webhooks_burst == none.tenants.defaults.webhooks_burst);
  CHECK(said->tenants.defaults.entries_max == none.tenants.defaults.entries_max);
}

TEST_CASE("the page's rows and its defaults agree") {
  const std::string defaults = block("defaults");
  const std::regex row(R"(\| `([a-z_]+)\.([a-z_]+)` \| [a-z]+ \| ([^|]+) \|)");
  std::size_t rows = 0;
  for (std::sregex_iterator it(page().begin(), page().end(), row), end; it != end; ++it, ++rows) {
    const std::string section = (*it)[1], key = (*it)[2], value = (*it)[3];
    const std::size_t at = defaults.find(section + ":\n");
    INFO(section << "." << key << " is " << value);
    REQUIRE(at != std::string::npos);
    const std::size_t next = defaults.find("\n  " + key + ": " + value + "\n", at);
    CHECK(next != std::string::npos);
  }
  CHECK(rows >= 16);
}

TEST_CASE("the page's bounds are the host's") {
  const std::regex row(R"(\| `([^`]+)` \| (?:integer|bytes) \| [^|]*\| (\d+)…(\d+))");
  std::size_t rows = 0;
  for (std::sregex_iterator it(page().begin(), page().end(), row), end; it != end; ++it, ++rows) {
    const std::string key = (*it)[1];
    INFO(key << " from " << (*it)[2] << " to " << (*it)[3]);
    const std::int64_t min = std::stoll((*it)[2]), max = std::stoll((*it)[3]);
    CHECK(load(yaml_of(key, std::to_string(min))).has_value());
    CHECK(load(yaml_of(key, std::to_string(max))).has_value());
    CHECK(load(yaml_of(key, std::to_string(min - 1))).has_error());
    CHECK(load(yaml_of(key, std::to_string(max + 1))).has_error());
  }
  CHECK(rows >= 10);
}

TEST_CASE("the page's example loads") {
  const auto settings = load(block("example"));
  REQUIRE(settings.has_value());
  CHECK(settings->auth.require_key_on_webhooks);
  CHECK(settings->data_dir == "/var/lib/amfs");
  CHECK(settings->tenants.by_name.at("acme").requests_per_minute == 6000);
  CHECK(settings->tenants.by_name.at("acme").webhooks_burst == 500);  // as all
  CHECK_FALSE(settings->connectors.at("jira").enabled);
}
