// amfs connector validate, and the hidden command its checks run as.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <charconv>
#include <memory>
#include <ostream>

#include "host/cli/command.hpp"
#include "host/cli/validate_output.hpp"
#include "host/validator/check_child.hpp"
#include "host/validator/validator.hpp"

namespace host::cli {
namespace {

constexpr int kTimeoutSecondsMax = 3600;

struct ValidateArguments {
  std::string folder = ".";
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  std::string fixtures;
  std::string reproduce;
  std::uint64_t seed = validator::kDefaultSeed;
  std::uint32_t fuzz_runs = validator::kFuzzRuns;
  unsigned timeout = 30;  // seconds
  unsigned jobs = 0;
  bool json = false;
  bool only_failed = false;
  bool list = false;
};

Error usage(std::string message) { return {kUsage, std::move(message)}; }

Result<std::vector<std::regex>> compile(const std::vector<std::string>& texts, const char* option) {
  std::vector<std::regex> out;
  for (const std::string& text : texts) {
    try {
      out.emplace_back(text);
    } catch (const std::regex_error&) {
      return usage(
          fmt::format("{} {}: no regular expression; write it like ^signature-", option, text));
    }
  }
  return out;
}

template <class T>
bool parse(std::string_view text, T& out) {
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && stop == text.data() + text.size();
}

Result<std::optional<validator::FuzzCase>> parse_case(const std::string& text) {
  if (text.empty()) return std::optional<validator::FuzzCase>();
  const std::size_t colon = text.find(':');
  validator::FuzzCase found;
  if (colon == std::string::npos || !parse(std::string_view(text).substr(0, colon), found.seed) ||
      !parse(std::string_view(text).substr(colon + 1), found.number)) {
    return usage("--reproduce wants SEED:CASE, as the failed check prints it");
  }
  return std::optional(found);
}

Result<validator::ValidateOptions> options_of(const ValidateArguments& arguments) {
  validator::ValidateOptions options;
  auto include = compile(arguments.include, "--include");
  if (!include) return include.error();
  auto exclude = compile(arguments.exclude, "--exclude");
  if (!exclude) return exclude.error();
  auto again = parse_case(arguments.reproduce);
  if (!again) return again.error();
  options.include = std::move(*include);
  options.exclude = std::move(*exclude);
  options.reproduce = *again;
  if (!arguments.fixtures.empty()) options.fixtures = arguments.fixtures;
  options.seed = arguments.seed;
  options.fuzz_runs = arguments.fuzz_runs;
  options.timeout = std::chrono::seconds(arguments.timeout);
  options.jobs = arguments.jobs;
  return options;
}

Result<int> run(const ValidateArguments& arguments, std::ostream& out) {
  if (arguments.list) {
    print_check_list(out, arguments.json);
    return kExitOk;
  }
  const auto options = options_of(arguments);
  if (!options) return options.error();
  const validator::Report report = validator::validate(arguments.folder, *options);
  print_report(out, report, {arguments.json, arguments.only_failed});
  return report.passed() ? kExitOk : kExitFailed;
}

void add_options(CLI::App& command, ValidateArguments& arguments) {
  command.add_option("path", arguments.folder,
                     "Folder with connector.yaml and its library, or the library");
  command.add_option("--include", arguments.include, "Only checks whose id this regex finds")
      ->type_name("REGEX")
      ->allow_extra_args(false);
  command.add_option("--exclude", arguments.exclude, "No checks whose id this regex finds")
      ->type_name("REGEX")
      ->allow_extra_args(false);
  command.add_option("--fixtures", arguments.fixtures, "Folder with more sample events")
      ->check(CLI::ExistingDirectory);
  command.add_option("--timeout", arguments.timeout, "Seconds each check may take")
      ->check(CLI::Range(1, kTimeoutSecondsMax))
      ->capture_default_str();
  command.add_option("--jobs", arguments.jobs, "Checks at a time; 0 is one per core")
      ->check(CLI::Range(0U, validator::kJobsMax))
      ->capture_default_str();
  command.add_option("--seed", arguments.seed, "Of the fuzz check")->capture_default_str();
  command.add_option("--fuzz-runs", arguments.fuzz_runs, "Cases of the fuzz check")
      ->check(CLI::Range(0U, validator::kFuzzRunsMax))
      ->capture_default_str();
  command.add_option("--reproduce", arguments.reproduce, "One case of the fuzz check, alone")
      ->type_name("SEED:CASE");
  command.add_flag("--only-failed", arguments.only_failed, "Show only what failed");
  command.add_flag("--json", arguments.json, "The report as one JSON document");
  command.add_flag("--list", arguments.list, "Show the checks instead of running them");
}

// What the checks' own processes run; not for people.
void add_check_command(CLI::App& group, CommandContext& context) {
  auto arguments = std::make_shared<std::vector<std::string>>();
  CLI::App& command = *group.add_subcommand(validator::kCheckCommand, "");
  command.group("");  // not in the help
  command.add_option("arguments", *arguments);
  command.callback([arguments, &context] {
    context.action = [arguments]() -> Result<int> {
      return validator::run_check_child(*arguments);
    };
  });
}

}  // namespace

void add_validate_command(CLI::App& connector_group, CommandContext& context) {
  auto arguments = std::make_shared<ValidateArguments>();
  CLI::App& command =
      *connector_group.add_subcommand("validate", "Check a connector before it is published");
  add_options(command, *arguments);
  command.footer(
      "Exit code 0 only when no check failed, crashed or timed out.\n"
      "Examples:\n"
      "  amfs connector validate build/connectors/github\n"
      "  amfs connector validate . --include '^signature-' --only-failed\n"
      "  amfs connector validate . --reproduce 1:417");
  command.callback([arguments, &context] {
    context.action = [arguments, &context] { return run(*arguments, context.surroundings.out); };
  });
  add_check_command(connector_group, context);
}

}  // namespace host::cli
