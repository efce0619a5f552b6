#include "host/cli/validate_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "host/cli/terminal_text.hpp"
#include "host/validator/validator.hpp"

namespace host::cli {
namespace {

using validator::CheckResult;
using validator::Status;

void print_result(std::ostream& out, const CheckResult& result) {
  out << fmt::format("{:<8} {:<26} {}\n", validator::to_string(result.status), result.id,
                     result.sentence);
  if (!result.detail.empty()) out << fmt::format("         {}\n", escape_controls(result.detail));
  if (!result.advice.empty())
    out << fmt::format("         -> {}\n", escape_controls(result.advice));
  if (is_bad(result.status) && !result.output.empty()) {
    out << "         it printed:\n" << escape_controls_in_block(result.output);
    if (result.output.back() != '\n') out << '\n';
  }
}

}  // namespace

void print_report(std::ostream& out, const validator::Report& report, ReportStyle style) {
  validator::Report shown = report;
  if (style.only_failed)
    std::erase_if(shown.results, [](const CheckResult& item) { return !is_bad(item.status); });
  if (style.json) {
    // Counts and verdict are those of all checks.
    out << validator::to_json(report, shown.results) << '\n';
    return;
  }
  std::string group;
  for (const CheckResult& result : shown.results) {
    if (result.group != group) out << (group.empty() ? "" : "\n") << result.group << '\n';
    group = result.group;
    print_result(out, result);
  }
  if (!shown.results.empty()) out << '\n';
  out << fmt::format("{}: {}: {}\n", report.passed() ? "good" : "not good",
                     escape_controls(report.connector.empty() ? report.folder : report.connector),
                     report.summary());
}

void print_check_list(std::ostream& out, bool json) {
  validator::Report all;
  all.results = validator::list_checks();
  if (json) {
    out << validator::to_json(all, all.results) << '\n';
    return;
  }
  for (const CheckResult& check : all.results)
    out << fmt::format("{:<11} {:<26} {}\n", check.group, check.id, check.sentence);
}

}  // namespace host::cli
