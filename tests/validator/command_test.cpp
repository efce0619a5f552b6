// amfs connector validate as people call it.
#include <rapidjson/document.h>

#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/host_process.hpp"
#include "tests/validator/sample_folder.hpp"

namespace {

struct Ran {
  int code = -1;
  std::string out;
  std::string err;
};

Ran validate(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"connector", "validate"});
  test::ChildProcess child(test::amfs_binary(), arguments, {{"AMFS_API_KEYS", "unused"}});
  Ran ran;
  while (const auto line = child.read_line(std::chrono::seconds(120))) ran.out += *line + "\n";
  ran.code = child.wait(std::chrono::seconds(30)).value_or(-1);
  ran.err = child.stderr_text();
  return ran;
}

}  // namespace

TEST_CASE("a good connector ends with 0 and a summary", "[validator]") {
  const test::SampleFolder folder("good");
  const Ran ran = validate({folder.path()});
  INFO(ran.out << ran.err);
  CHECK(ran.code == 0);
  CHECK(ran.out.find("passed   samples-transform") != std::string::npos);
  CHECK(ran.out.find("good: sample 1.0.0: ") != std::string::npos);
}

TEST_CASE("a bad connector ends with 1, and says what and what to do", "[validator]") {
  const test::SampleFolder folder("path");
  const Ran ran = validate(
      {folder.path(), "--only-failed", "--include", "^results-", "--include", "^build-id$"});
  INFO(ran.out << ran.err);
  CHECK(ran.code == 1);
  CHECK(ran.out.find("failed   results-accepted") != std::string::npos);
  CHECK(ran.out.find("-> Write below entity(") != std::string::npos);
  CHECK(ran.out.find("build-id") == std::string::npos);
  CHECK(ran.out.find("not good: sample 1.0.0: 1 passed, 1 failed") != std::string::npos);
}

TEST_CASE("--json is one document", "[validator]") {
  const test::SampleFolder folder("fails");
  const Ran ran = validate({folder.path(), "--json", "--include", "^samples-", "--seed", "9"});
  CHECK(ran.code == 1);
  rapidjson::Document report;
  report.Parse(ran.out.c_str());
  REQUIRE(report.IsObject());
  CHECK(report["connector"] == "sample 1.0.0");
  CHECK(report["passed"].IsFalse());
  CHECK(report["seed"].GetInt() == 9);
  CHECK(report["summary"]["failed"].GetInt() == 1);
  REQUIRE(report["checks"].Size() == 2);
  CHECK(report["checks"][1]["id"] == "samples-transform");
  CHECK(report["checks"][1]["status"] == "failed");
}

TEST_CASE("--list shows the checks and runs none", "[validator]") {
  const Ran ran = validate({"--list"});
  CHECK(ran.code == 0);
  CHECK(std::count(ran.out.begin(), ran.out.end(), '\n') >= 50);
  CHECK(ran.out.find("fuzz-smoke") != std::string::npos);
}

TEST_CASE("wrong arguments end with 2", "[validator]") {
  const std::vector<std::string> arguments = GENERATE(
      std::vector<std::string>{"--include", "("}, std::vector<std::string>{"--reproduce", "1"},
      std::vector<std::string>{"--reproduce", "a:b"}, std::vector<std::string>{"--timeout", "0"},
      std::vector<std::string>{"--fixtures", "/nonexistent"});
  const Ran ran = validate(arguments);
  INFO(ran.err);
  CHECK(ran.code == 2);
  CHECK_FALSE(ran.err.empty());
}

TEST_CASE("a folder that is not there is told, with 1", "[validator]") {
  const Ran ran = validate({"/nonexistent/connector", "--only-failed"});
  CHECK(ran.code == 1);
  CHECK(ran.out.find("manifest-loads") != std::string::npos);
}

TEST_CASE("the command of the checks is hidden and takes no people's arguments", "[validator]") {
  test::ChildProcess help(test::amfs_binary(), {"connector", "--help"}, {});
  std::string text;
  while (const auto line = help.read_line(std::chrono::seconds(30))) text += *line + "\n";
  CHECK(text.find("validate") != std::string::npos);
  CHECK(text.find("validate-check") == std::string::npos);
  test::ChildProcess child(test::amfs_binary(), {"connector", "validate-check", "x"}, {});
  CHECK(child.wait(std::chrono::seconds(30)) != 0);
  CHECK(child.stderr_text().find("amfs connector validate") != std::string::npos);
}
