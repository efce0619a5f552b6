// `amfs status` against a real host: well, not ready, gone.
#include "tests/integration/amfs_command.hpp"
#include "tests/integration/test_host.hpp"
#include "tests/support/json.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

Ran status(TestHost& host, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"status"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_amfs(arguments, {{"AMFS_HTTP_URL", host.process().url()},
                              {"AMFS_DATA_DIR", host.options().data_dir}});
}

// Whether a line has these words, with any blanks between them.
bool has_line(const std::string& text, const std::string& first, const std::string& rest) {
  std::size_t at = text.find("\n" + first + " ");
  if (text.rfind(first + " ", 0) == 0) at = 0;
  if (at == std::string::npos) return false;
  const std::string line = text.substr(at + 1, text.find('\n', at + 1) - at - 1);
  return line.find(rest) != std::string::npos;
}

}  // namespace

TEST_CASE("a host that is well fits on one screen", "[status]") {
  TestHost host({"echo", "faulty"});
  host.options().environment.erase("AMFS_CONNECTOR_GITHUB_SECRET");
  host.start();
  host.api().settled_event(host.accept("echo", R"({"project":"p","id":"1"})"));
  host.api().settled_event(host.accept("faulty", R"({"mode":"throw"})"));
  const Ran ran = status(host);
  INFO(ran.out << ran.err);
  CHECK(ran.code == 0);
  CHECK(ran.err.empty());
  CHECK(has_line(ran.out, "host", host.process().url()));
  CHECK(has_line(ran.out, "version", host.api().get("/health").text("version")));
  CHECK(has_line(ran.out, "ready", "yes"));
  CHECK(has_line(ran.out, "storage", "writable"));
  CHECK(has_line(ran.out, "events received", "  2"));
  CHECK(has_line(ran.out, "events waiting", "  0"));
  CHECK(has_line(ran.out, "events done", "  1"));
  CHECK(has_line(ran.out, "events dead", "  1"));
  CHECK(has_line(ran.out, "entries", "  1"));
  CHECK(has_line(ran.out, "echo", "ready"));
  CHECK(has_line(ran.out, "github", "AMFS_CONNECTOR_GITHUB_SECRET"));
}

TEST_CASE("--json has the four answers as they are", "[status]") {
  TestHost host;
  host.start();
  const Ran ran = status(host, {"--json"});
  CHECK(ran.code == 0);
  const rapidjson::Document all = test::parse_json(ran.out);
  CHECK(test::text_member(all["ready"], "status") == "ready");
  CHECK(test::text_member(all["health"], "status") == "ok");
  CHECK(all["connectors"]["total"].GetInt() >= 1);
  CHECK(all["stats"]["events"]["received"].GetInt() == 0);
}

TEST_CASE("a host that is not ready is said to be so, and why", "[status]") {
  TestHost host;
  // More than any disk has free: nothing is taken in.
  write_file(host.dir() / "amfs.yaml", "storage: {disk_reserve_bytes: 1099511627776}\n");
  host.options().arguments = {"--config", host.dir() / "amfs.yaml"};
  host.start();
  if (host.api().get("/ready").status == 200) {
    WARN("SKIPPED: this disk has more than 1 TiB free; the rest needs less");
    return;
  }
  const Ran ran = status(host);
  INFO(ran.out << ran.err);
  CHECK(ran.code == 1);
  CHECK(has_line(ran.out, "ready", "no"));
  CHECK(has_line(ran.out, "storage", "free space"));
  CHECK(ran.err.find("storage_full, 503") != std::string::npos);
  CHECK(status(host, {"--json"}).code == 1);
}

TEST_CASE("no host", "[status]") {
  TestHost host;
  host.start();
  const std::string url = host.process().url();
  host.stop();
  const Ran ran = run_amfs({"status", "--url", url}, {{"AMFS_DATA_DIR", host.options().data_dir}});
  CHECK(ran.code == 1);
  CHECK(ran.out.empty());
  CHECK(ran.err == "amfs: no amfs at " + url + "; start one: amfs serve --dev\n");
}

TEST_CASE("a host that wants a key", "[status]") {
  TestHost host;
  host.options().environment["AMFS_API_KEYS"] = "the-operators-key";
  host.start();
  const Ran ran = run_amfs({"status"}, {{"AMFS_HTTP_URL", host.process().url()},
                                        {"AMFS_DATA_DIR", host.dir() / "elsewhere"}});
  INFO(ran.out << ran.err);
  CHECK(ran.code == 1);
  CHECK(has_line(ran.out, "ready", "yes"));  // that is open to everybody
  CHECK(ran.err.find("api_key_missing") != std::string::npos);
  CHECK(ran.err.find("--api-key-file") != std::string::npos);
}
