// How checks run: alone in a process, killed in time, with their output, chosen and switched off.
#include <signal.h>

#include <cerrno>

#include "tests/support/catch.hpp"
#include "tests/support/wait_until.hpp"
#include "tests/validator/run_check.hpp"
#include "tests/validator/sample_folder.hpp"

using host::validator::Status;
using host::validator::validate;

TEST_CASE("a check that hangs is killed in time", "[validator]") {
  const test::SampleFolder folder("hangs");
  auto options = test::validate_options();
  options.timeout = std::chrono::milliseconds(500);
  const auto result = test::run_check(folder.path(), "samples-transform", options);
  CHECK(result.status == Status::timeout);
  CHECK(result.elapsed >= std::chrono::milliseconds(500));
  CHECK_FALSE(result.advice.empty());
}

TEST_CASE("processes that a connector starts do not outlive the check", "[validator]") {
  const test::SampleFolder folder("forks");
  const auto result = test::run_check(folder.path(), "samples-transform");
  INFO(result.output);
  const std::size_t at = result.output.find("child ");
  REQUIRE(at != std::string::npos);
  const pid_t child = std::stoi(result.output.substr(at + 6));
  REQUIRE(child > 1);
  CHECK(test::wait_until([&] { return kill(child, 0) != 0 && errno == ESRCH; },
                         std::chrono::seconds(10)));
}

TEST_CASE("what a connector prints is kept, bounded and harmless", "[validator]") {
  const test::SampleFolder folder("prints");
  const auto result = test::run_check(folder.path(), "samples-transform");
  CHECK(result.status == Status::passed);
  CHECK(result.output.size() <= 16 * 1024);
  CHECK(result.output.find("line 0 ") != std::string::npos);
  CHECK(result.output.find('\033') == std::string::npos);
  CHECK(result.output.find('\xFF') == std::string::npos);
}

TEST_CASE("checks see nothing of the caller's environment and leave no files", "[validator]") {
  const test::SampleFolder folder("good");
  const std::string before = folder.read("connector.yaml");
  CHECK(validate(folder.path(), test::validate_options()).passed());
  CHECK(folder.read("connector.yaml") == before);
}

TEST_CASE("a program that is no amfs cannot pass a connector", "[validator]") {
  const test::SampleFolder folder("good");
  auto options = test::validate_options();
  options.program = GENERATE("/bin/true", "/bin/cat", "/nonexistent/amfs");
  const auto report = validate(folder.path(), options);
  CHECK_FALSE(report.passed());
  CHECK(report.count(Status::crashed) == report.results.size());
}

TEST_CASE("include and exclude choose by the id", "[validator]") {
  const test::SampleFolder folder("good");
  auto options = test::validate_options();
  options.include = {std::regex("^signature-rejects"), std::regex("^elf-")};
  options.exclude = {std::regex("foreign$")};
  options.jobs = 1;
  const auto report = validate(folder.path(), options);
  std::vector<std::string> ids;
  for (const auto& result : report.results) ids.push_back(result.id);
  CHECK(ids == std::vector<std::string>{"elf-note", "signature-rejects-flips",
                                        "signature-rejects-cut", "signature-rejects-old"});
}

TEST_CASE("validate.yaml switches a check off and says why", "[validator]") {
  const test::SampleFolder folder("fails");
  folder.write("validate.yaml", "skip:\n  samples-transform: known, see the tracker\n");
  const auto result = test::run_check(folder.path(), "samples-transform");
  CHECK(result.status == Status::skipped);
  CHECK(result.detail == "switched off: known, see the tracker");
}

TEST_CASE("a broken validate.yaml stops the validation", "[validator]") {
  const test::SampleFolder folder("good");
  folder.write("validate.yaml", "skip:\n  samples-transfrom: why\n");
  const auto report = validate(folder.path(), test::validate_options());
  CHECK_FALSE(report.passed());
  REQUIRE(report.results.size() == 1);
  CHECK(report.results[0].detail.find("did you mean \"samples-transform\"") != std::string::npos);
}

TEST_CASE("a find of the fuzz check can be made again, alone", "[validator]") {
  const test::SampleFolder folder("fuzz");
  auto options = test::validate_options();
  const auto found = test::run_check(folder.path(), "fuzz-smoke", options);
  REQUIRE(found.status == Status::crashed);
  const std::size_t at = found.detail.find("case 1:");
  REQUIRE(at != std::string::npos);
  const auto number = static_cast<std::uint32_t>(std::stoul(found.detail.substr(at + 7)));

  options.reproduce = host::validator::FuzzCase{1, number};
  const auto again = validate(folder.path(), options);
  REQUIRE(again.results.size() == 1);
  CHECK(again.results[0].detail == found.detail);

  // Another seed walks elsewhere, and few cases find less than many.
  options.reproduce.reset();
  options.fuzz_runs = number;
  CHECK(test::run_check(folder.path(), "fuzz-smoke", options).status == Status::passed);
}

TEST_CASE("the library's path stands for its folder", "[validator]") {
  const test::SampleFolder folder("good");
  auto options = test::validate_options();
  options.include = {std::regex("^samples-transform$")};
  const auto report = validate(folder.library(), options);
  CHECK(report.passed());
  CHECK(report.folder == folder.path());
}

TEST_CASE("events of --fixtures are delivered too", "[validator]") {
  const test::SampleFolder folder("assumes_id");
  auto options = test::validate_options();
  CHECK(test::run_check(folder.path(), "samples-transform", options).status == Status::passed);
  const test::SampleFolder other("good");
  other.write("samples/without.json", "{\"name\": \"nothing\"}");
  options.fixtures = other.path() + "/samples";
  CHECK(test::run_check(folder.path(), "samples-transform", options).status == Status::crashed);
}
