// Starts that must fail: each ends at once with one clear line and exit code 1, and harms nothing
// that was there.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

// Standard error of a start that fails.
std::string failed_start(const test::HostOptions& options) {
  try {
    const test::HostProcess unexpected(options);
  } catch (const test::HostStartError& error) {
    CHECK(error.exit_code == 1);
    return error.stderr_text;
  }
  FAIL("the host started");
  return {};
}

bool mentions(const std::string& text, const std::string& word) {
  return text.find(word) != std::string::npos;
}

}  // namespace

TEST_CASE("a data directory that cannot be made", "[startup]") {
  TestHost host;
  write_file(host.dir() / "file", "");
  host.options().data_dir = host.dir() / "file/data";
  CHECK(mentions(failed_start(host.options()), host.dir() / "file/data"));
}

TEST_CASE("a data directory that is a file", "[startup]") {
  TestHost host;
  write_file(host.options().data_dir, "precious");
  CHECK(mentions(failed_start(host.options()), host.options().data_dir));
  CHECK(read_file(host.options().data_dir) == "precious");
}

TEST_CASE("a read-only data directory", "[startup]") {
  if (geteuid() == 0) {
    WARN("SKIPPED: root may write in read-only directories; run the tests as a user to check this");
    return;
  }
  TestHost host;
  std::filesystem::create_directory(host.options().data_dir);
  chmod(host.options().data_dir.c_str(), 0500);
  const std::string errors = failed_start(host.options());
  chmod(host.options().data_dir.c_str(), 0700);
  CHECK(mentions(errors, host.options().data_dir));
  CHECK(mentions(errors, "writable"));
}

TEST_CASE("a port that is taken", "[startup]") {
  TestHost first;
  first.start();
  TestHost second;
  const std::string port = std::to_string(first.process().port());
  second.options().environment["AMFS_HTTP_PORT"] = port;
  CHECK(mentions(failed_start(second.options()), port));
  check_alive(first);
}

TEST_CASE("a second host on the same data directory", "[startup]") {
  TestHost first({"echo"});
  first.start();
  const std::string errors = failed_start(first.options());
  CHECK(mentions(errors, first.options().data_dir));
  CHECK(mentions(errors, "another"));
  check_alive(first);
  CHECK(first.api()
            .settled_event(first.accept("echo", R"({"project":"p","id":"1"})"))
            .text("outcome") == "written");
  first.stop();
  first.start();  // the lock went with its process
  check_alive(first);
}

TEST_CASE("the lock of a killed host is no lock", "[startup]") {
  TestHost host;
  host.start();
  host.kill_now();
  host.start();
  check_alive(host);
}

TEST_CASE("an unknown key in amfs.yaml", "[startup]") {
  TestHost host;
  const std::string file = host.dir() / "amfs.yaml";
  write_file(file, "listen:\n  prot: 1\n");
  host.options().arguments = {"--config", file};
  const std::string errors = failed_start(host.options());
  CHECK(mentions(errors, file + ":2:3"));
  CHECK(mentions(errors, "port"));
}

TEST_CASE("settings that make no sense", "[startup]") {
  TestHost host;
  const std::string file = host.dir() / "amfs.yaml";
  SECTION("not YAML") { write_file(file, "listen: [\n"); }
  SECTION("a wrong type") { write_file(file, "listen: {port: eighty}\n"); }
  SECTION("out of range") { write_file(file, "listen: {port: 65536}\n"); }
  SECTION("a list for a map") { write_file(file, "- listen\n"); }
  host.options().arguments = {"--config", file};
  CHECK(mentions(failed_start(host.options()), file + ":"));
}

TEST_CASE("a settings file that is not there", "[startup]") {
  TestHost host;
  host.options().arguments = {"--config", host.dir() / "absent.yaml"};
  CHECK(mentions(failed_start(host.options()), "absent.yaml"));
}

TEST_CASE("a bad value in the environment", "[startup]") {
  TestHost host;
  host.options().environment["AMFS_HTTP_PORT"] = "http";
  CHECK(mentions(failed_start(host.options()), "AMFS_HTTP_PORT"));
}

TEST_CASE("listening beyond this machine needs keys, or a word that it is meant", "[startup]") {
  TestHost host;
  host.options().environment["AMFS_HTTP_HOST"] = "0.0.0.0";
  CHECK(mentions(failed_start(host.options()), "AMFS_API_KEYS"));
  SECTION("keys") {
    host.options().environment["AMFS_API_KEYS"] = "amfs_sk_of_this_test";
    host.start();
  }
  SECTION("a flag") {
    host.options().arguments = {"--allow-unauthenticated"};
    host.start();
  }
  CHECK(host.sender().get("/health").status == 200);
}

TEST_CASE("an unknown flag is a usage error", "[startup]") {
  TestHost host;
  host.options().arguments = {"--prot", "1"};
  test::ChildProcess child = test::spawn_host(host.options());
  CHECK(child.wait(test::HostProcess::kStartPatience) == 2);
  CHECK(mentions(child.stderr_text(), "--help"));
}

TEST_CASE("a store that is not a database", "[startup]") {
  TestHost host;
  std::filesystem::create_directory(host.options().data_dir);
  const std::string file = host.options().data_dir + "/amfs.db";
  write_file(file, std::string(8192, 'x'));
  CHECK(mentions(failed_start(host.options()), "amfs.db"));
  CHECK(read_file(file) == std::string(8192, 'x'));
}

TEST_CASE("secrets are in no file, no log and no command line", "[startup]") {
  TestHost host({"echo"});
  host.options().environment["AMFS_API_KEYS"] = "amfs_sk_very_secret_word";
  host.start();
  host.deliver("echo", "{}", signed_headers("{}"));
  host.deliver("echo", "{}",
               {{"X-Signature", "sha256=00"}, {"X-AMFS-API-Key", "amfs_sk_very_secret_word"}});
  CHECK_FALSE(
      mentions(read_file("/proc/" + std::to_string(host.process().pid()) + "/cmdline"), "secret"));
  const std::string key = host.process().admin_key();
  const std::string log = host.process().stderr_text();
  for (const std::string& secret : {std::string(kSecret), std::string("very_secret_word"), key}) {
    CHECK_FALSE(mentions(log, secret));
    for (const auto& file : std::filesystem::directory_iterator(host.options().data_dir)) {
      if (!file.is_regular_file() || (secret == key && file.path().filename() == "admin.key"))
        continue;
      INFO(file.path());
      CHECK_FALSE(mentions(read_file(file.path()), secret));
    }
  }
}

TEST_CASE("what the host keeps is for its own user alone, from the first moment", "[startup]") {
  TestHost host;
  const mode_t before = umask(0);  // as the worst shell would start it
  host.start();
  umask(before);
  const auto mode = [](const std::string& path) {
    struct stat facts {};
    INFO(path);
    REQUIRE(stat(path.c_str(), &facts) == 0);
    return facts.st_mode & 0777U;
  };
  const std::string& data = host.options().data_dir;
  CHECK(mode(data) == 0700);
  for (const char* file : {"/amfs.db", "/amfs.db-wal", "/amfs.db-shm", "/admin.key"}) {
    CHECK(mode(data + file) == 0600);
  }
}
