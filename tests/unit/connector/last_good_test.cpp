// The manifests that survive a restart.
#include "host/connector/last_good.hpp"

#include <sys/stat.h>

#include "tests/support/catch.hpp"
#include "tests/unit/config/temp_folder.hpp"

using host::connector::LastGood;

namespace {

const std::string kYaml =
    "name: echo\nversion: 1.0.0\nentry_point: amfs_connector_echo:EchoConnector\n"
    "webhook: {signature_header: X-Signature}\n";

}  // namespace

TEST_CASE("what was kept is read again, until it is forgotten") {
  const test::TempFolder folder;
  const LastGood kept(folder.path() / "manifests");
  CHECK(kept.names().empty());
  CHECK(kept.read("echo").manifest == nullptr);
  kept.keep("echo", kYaml);
  CHECK(kept.names() == std::vector<std::string>{"echo"});
  const auto read = LastGood(folder.path() / "manifests").read("echo");
  CHECK(read.yaml == kYaml);
  REQUIRE(read.manifest != nullptr);
  CHECK(read.manifest->webhook.signature.signature_header == "X-Signature");
  struct stat info {};
  REQUIRE(::stat((folder.path() / "manifests/echo.yaml").c_str(), &info) == 0);
  CHECK((info.st_mode & 077) == 0);
  kept.forget("echo");
  CHECK(kept.names().empty());
  CHECK(kept.read("echo").manifest == nullptr);
}

TEST_CASE("a new manifest takes the place of the old one, an equal one is not written") {
  const test::TempFolder folder;
  const LastGood kept(folder.path());
  kept.keep("echo", kYaml);
  struct stat first {};
  REQUIRE(::stat((folder.path() / "echo.yaml").c_str(), &first) == 0);
  kept.keep("echo", kYaml);
  struct stat second {};
  REQUIRE(::stat((folder.path() / "echo.yaml").c_str(), &second) == 0);
  CHECK(first.st_ino == second.st_ino);
  kept.keep("echo", kYaml + "description: other\n");
  CHECK(kept.read("echo").manifest->description == "other");
  CHECK(kept.names().size() == 1);  // no file beside it stays
}

TEST_CASE("what is damaged, or another connector's, is not believed") {
  const test::TempFolder folder;
  const LastGood kept(folder.path());
  folder.write("broken.yaml", "name: [");
  CHECK(kept.read("broken").manifest == nullptr);
  folder.write("other.yaml", kYaml);
  CHECK(kept.read("other").manifest == nullptr);
  folder.write("large.yaml", std::string(70 * 1024, '#'));
  CHECK(kept.read("large").manifest == nullptr);
}

TEST_CASE("a place that cannot be written stops nobody") {
  const test::TempFolder folder;
  const LastGood kept(folder.write("file", "x"));
  kept.keep("echo", kYaml);
  CHECK(kept.names().empty());
  CHECK(kept.read("echo").manifest == nullptr);
}
