#include "host/config/settings.hpp"

#include "fake_environment.hpp"
#include "temp_folder.hpp"
#include "tests/support/catch.hpp"

using namespace host::config;

namespace {

host::Result<Settings> load(const std::string& yaml, test::Variables variables = {}) {
  const test::TempFolder folder;
  SettingsFlags flags;
  flags.config_file = folder.write("amfs.yaml", yaml);
  variables.emplace("HOME", "/home/x");
  return load_settings(flags, test::environment(std::move(variables)));
}

}  // namespace

TEST_CASE("defaults are those of the contract") {
  const auto settings = load_settings({}, test::environment({{"HOME", "/home/x"}}));
  REQUIRE(settings.has_value());
  CHECK(settings->listen.host == "127.0.0.1");
  CHECK(settings->listen.port == 8741);
  CHECK(settings->monitor.port == 9741);
  CHECK(settings->data_dir == "/home/x/.local/state/amfs");
  CHECK(settings->plugins_dir == "/home/x/.local/state/amfs/connectors");
  CHECK(settings->auth.api_keys.empty());
  CHECK_FALSE(settings->auth.require_key_on_webhooks);
  CHECK_FALSE(settings->dev);
}

TEST_CASE("the data directory follows AMFS_DATA_DIR, XDG, HOME") {
  const auto dir = [](test::Variables v) {
    return default_data_dir(test::environment(std::move(v)));
  };
  CHECK(dir({{"AMFS_DATA_DIR", "/a"}, {"XDG_STATE_HOME", "/b"}, {"HOME", "/c"}}).value() == "/a");
  CHECK(dir({{"XDG_STATE_HOME", "/b"}, {"HOME", "/c"}}).value() == "/b/amfs");
  CHECK(dir({{"XDG_STATE_HOME", "relative"}, {"HOME", "/c"}}).value() == "/c/.local/state/amfs");
  CHECK(dir({}).has_error());
}

TEST_CASE("flags win over the environment, which wins over the file") {
  const test::TempFolder folder;
  SettingsFlags flags;
  flags.config_file = folder.write(
      "amfs.yaml", "listen: {host: 10.0.0.1, port: 1}\ndata: /from/file\nplugins: more\n");
  const test::Variables variables{
      {"AMFS_HTTP_PORT", "2"}, {"AMFS_HTTP_HOST", "10.0.0.2"}, {"AMFS_DATA_DIR", "/env"}};
  flags.port = std::uint16_t{0};
  const auto settings = load_settings(flags, test::environment(variables));
  REQUIRE(settings.has_value());
  CHECK(settings->listen.host == "10.0.0.2");
  CHECK(settings->listen.port == 0);
  CHECK(settings->data_dir == "/env");
  CHECK(settings->plugins_dir == folder.path() / "more");  // relative to the file
}

TEST_CASE("the monitor's port is a number or off") {
  const auto from_file = [](const std::string& port) {
    return load("monitor: {port: " + port + "}\n");
  };
  const auto from_environment = [](const std::string& port) {
    return load("monitor: {port: 1}\n", {{"AMFS_MONITOR_PORT", port}});
  };
  CHECK_FALSE(load("")->monitor.is_port_set);
  CHECK(load("")->monitor.is_on);
  for (const auto& settings : {from_file("0"), from_environment("0")}) {
    REQUIRE(settings.has_value());
    CHECK(settings->monitor.port == 0);
    CHECK(settings->monitor.is_port_set);
    CHECK(settings->monitor.is_on);
  }
  for (const auto& settings : {from_file("off"), from_environment("off")}) {
    REQUIRE(settings.has_value());
    CHECK_FALSE(settings->monitor.is_on);
  }
  CHECK(from_environment("")->monitor.port == 1);  // not set: the file's
  for (const char* port : {"none", "-1", "70000", "0x1", " 1", "1 "}) {
    INFO(port);
    const auto settings = from_environment(port);
    REQUIRE(settings.has_error());
    CHECK(settings.error().message.rfind("AMFS_MONITOR_PORT: must be off, or a port", 0) == 0);
  }
  for (const char* port : {"none", "-1", "70000", "[off]"}) {
    INFO(port);
    CHECK(from_file(port).has_error());
  }
  CHECK(load("monitor: {port: off}\n", {{"AMFS_MONITOR_PORT", "5"}})->monitor.is_on);
  CHECK(load("", {{"AMFS_MONITOR_HOST", "::1"}})->monitor.host == "::1");
  CHECK(load("monitor: {host: ''}\n").has_error());
}

TEST_CASE("the whole file is read") {
  const auto settings = load(R"(
listen: {host: "::1", port: 0}
monitor: {port: 1}
auth: {require_key_on_webhooks: true, allow_unauthenticated: true}
http: {io_threads: 3, cors_origins: ["https://a.example"], max_connections: 10, max_bytes_in_flight: 2097152,
       header_timeout: 1s, body_timeout: 2s, idle_timeout: 3s}
storage: {disk_reserve_bytes: 0}
connectors:
  github: {config: {batch: 1.50, list: [a]}}
  slack: {enabled: false}
  jira:
)");
  REQUIRE(settings.has_value());
  CHECK(settings->listen.host == "::1");
  CHECK(settings->auth.require_key_on_webhooks);
  CHECK(settings->auth.allow_unauthenticated);
  CHECK(settings->http.io_threads == 3);
  CHECK(settings->http.cors_origins == std::vector<std::string>{"https://a.example"});
  CHECK(settings->http.body_timeout_ns == 2'000'000'000);
  CHECK(settings->storage.disk_reserve_bytes == 0);
  CHECK(settings->connectors.at("github").config_json == R"({"batch":1.50,"list":["a"]})");
  CHECK_FALSE(settings->connectors.at("slack").enabled);
  CHECK(settings->connectors.at("jira").enabled);
}

TEST_CASE("a tenant has the limits of all, but for what it says itself") {
  const auto settings = load(R"(
tenants:
  acme: {requests_per_minute: 0, entries_max: 7}
  other:
limits: {requests_per_minute: 60, webhooks_per_second: 5, webhooks_burst: 50, entries_max: 100}
)");
  REQUIRE(settings.has_value());
  const auto& acme = settings->tenants.by_name.at("acme");
  CHECK(acme.requests_per_minute == 0);
  CHECK(acme.webhooks_per_second == 5);
  CHECK(acme.webhooks_burst == 50);
  CHECK(acme.entries_max == 7);
  CHECK(settings->tenants.by_name.at("other").entries_max == 100);
  CHECK(settings->tenants.defaults.requests_per_minute == 60);
}

TEST_CASE("an origin that no browser sends is refused at the start") {
  for (const char* origins : {"*", "https://a.example/", "a.example", "https://A.example",
                              "https://a.example, file://x"}) {
    INFO(origins);
    const auto settings = load("", {{"AMFS_CORS_ORIGINS", origins}});
    REQUIRE(settings.has_error());
    CHECK(settings.error().message.find("AMFS_CORS_ORIGINS") != std::string::npos);
  }
}

TEST_CASE("API keys and origins are comma-separated lists") {
  const auto settings =
      load("", {{"AMFS_API_KEYS", "one, two ,,"}, {"AMFS_CORS_ORIGINS", "https://a, https://b"}});
  REQUIRE(settings.has_value());
  REQUIRE(settings->auth.api_keys.size() == 2);
  CHECK(settings->auth.api_keys[1].reveal() == "two");
  CHECK(settings->http.cors_origins == std::vector<std::string>{"https://a", "https://b"});
}

TEST_CASE("mistakes are one line with their place") {
  const std::pair<const char*, const char*> cases[] = {
      {"lisen: {port: 1}\n",
       ":1:1: unknown key \"lisen\" in the settings; did you mean \"listen\"?"},
      {"listen: {port: 70000}\n", ":1:16: must be a whole number from 0 to 65535"},
      {"auth: {require_key_on_webhooks: yes}\n", ":1:33: must be true or false"},
      {"http: {body_timeout: 5}\n", ":1:22: must be a duration with a unit"},
      {"limits: {requests_per_minut: 5}\n", "did you mean \"requests_per_minute\"?"},
      {"limits: {entries_max: -1}\n", ":1:23: must be a whole number from 0 to"},
      {"tenants: [acme]\n", ":1:10: tenants must map"},
      {"tenants: {acme: {webhooks: 5}}\n", ":1:18: unknown key \"webhooks\" in tenants.acme"},
      {"http: {cors_origins: ['*']}\n", ":1:22: an origin is written https://host"},
      {"connectors: [github]\n", ":1:13: connectors must map"},
      {"connectors: {github: {confg: {}}}\n", "did you mean \"config\"?"},
      {"[1]\n", ":1:1: the settings must be a mapping"},
  };
  for (const auto& [yaml, expected] : cases) {
    INFO(yaml);
    const auto settings = load(yaml);
    REQUIRE(settings.has_error());
    CHECK(settings.error().code == "config_invalid");
    INFO(settings.error().message);
    CHECK(settings.error().message.find(expected) != std::string::npos);
    CHECK(settings.error().message.find("amfs.yaml:") != std::string::npos);
  }
}

TEST_CASE("a bad variable is named") {
  for (const char* port : {"x", "-1", "65536", "80 ", "0x50"}) {
    const auto settings = load("", {{"AMFS_HTTP_PORT", port}});
    REQUIRE(settings.has_error());
    CHECK(settings.error().message.find("AMFS_HTTP_PORT") == 0);
  }
  CHECK(load("listen: {host: ''}\n").has_error());
}

TEST_CASE("a file that was asked for must be there") {
  SettingsFlags flags;
  flags.config_file = "/nonexistent/amfs.yaml";
  CHECK(load_settings(flags, test::environment({{"HOME", "/h"}})).error().code ==
        "config_unreadable");
}
