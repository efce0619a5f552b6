// amfs connector test: the author's own tests, then every check of validate with the fixtures.
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <cerrno>
#include <memory>
#include <ostream>
#include <system_error>

#include "host/cli/author_folder.hpp"
#include "host/cli/command.hpp"
#include "host/cli/validate_output.hpp"
#include "host/json/writer.hpp"

namespace host::cli {
namespace {

struct TestOptions {
  std::string folder = ".";
  std::optional<std::string> build_dir;
  bool json = false;
};

// ctest's exit code; its output goes to our standard error, so that --json stays one document.
Result<int> run_ctest(const std::filesystem::path& build) {
  const std::string folder = build.string();
  const char* arguments[] = {"ctest", "--test-dir", folder.c_str(), "--output-on-failure", nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  pid_t child = -1;
  const int failed = ::posix_spawnp(&child, arguments[0], &actions, nullptr,
                                    const_cast<char* const*>(arguments), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    return Error{"ctest_missing", fmt::format("cannot run ctest ({}); install cmake",
                                              std::generic_category().message(failed))};
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return Error{"ctest_lost", "ctest went away; run it again"};
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : kExitFailed;
}

// "passed", "failed", or "none" where there is nothing to run.
Result<std::string> own_tests(const AuthorFolder& author, std::ostream& err) {
  if (!author.build) {
    err << "note: no build folder with tests; name one: --build DIR\n";
    return std::string("none");
  }
  err << std::flush;
  const auto code = run_ctest(*author.build);
  if (!code) return code.error();
  return std::string(*code == 0 ? "passed" : "failed");
}

Result<int> test(const TestOptions& options, const Surroundings& surroundings) {
  const auto author = find_author_folder(options.folder, options.build_dir);
  if (!author) return author.error();
  const auto tests = own_tests(*author, surroundings.err);
  if (!tests) return tests.error();
  const validator::Report report = validate_author(*author);
  const bool passed = *tests != "failed" && report.passed();
  if (options.json) {
    json::JsonWriter writer;
    writer.begin_object().put("passed", passed).put("tests", *tests);
    writer.put_raw("validate", to_json(report, report.results));
    surroundings.out << writer.end_object().text() << '\n';
  } else {
    print_report(surroundings.out, report, {false, true});
    surroundings.out << "tests: " << *tests << '\n';
    if (passed) surroundings.out << "next: amfs connector package\n";
  }
  return passed ? kExitOk : kExitFailed;
}

}  // namespace

void add_connector_test_command(CLI::App& connector_group, CommandContext& context) {
  auto options = std::make_shared<TestOptions>();
  CLI::App& command = *connector_group.add_subcommand(
      "test", "Run a connector's own tests, then validate it with its fixtures");
  command
      .add_option("folder", options->folder, "Connector's folder or its repository; else this one")
      ->type_name("DIR");
  add_build_option(command, options->build_dir);
  command.add_flag("--json", options->json, "Print both results as JSON");
  command.footer(
      "Tests are those of CTest in the build folder.\n\n"
      "Examples:\n"
      "  amfs connector test\n"
      "  amfs connector test --build build/release\n"
      "  amfs connector test build/dev/connectors/acme --json");
  command.callback([options, &context] {
    context.action = [options, &context] { return test(*options, context.surroundings); };
  });
}

}  // namespace host::cli
