#include "host/validator/check_child.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "host/connector/abi_text.hpp"

namespace host::validator {
namespace {

constexpr char kNone[] = ".";  // no path and no number looks like this
constexpr std::size_t kArgumentCount = 6;

template <class T>
bool parse_number(const std::string& text, T& out) {
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && stop == text.data() + text.size();
}

// A connector that eats memory or dumps core must not take the author's machine along.
void limit_resources() {
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // both reserve terabytes
  constexpr rlim_t kMemoryMax = rlim_t{4} << 30;
  const rlimit memory{kMemoryMax, kMemoryMax};
  setrlimit(RLIMIT_AS, &memory);
#endif
}

void write_record(std::string text) {
  text.insert(text.begin(), kRecordSeparator);
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t wrote = write(kAnswerFd, rest.data(), rest.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return;  // closed by the plugin: no answer counts as a crash
    rest.remove_prefix(static_cast<std::size_t>(wrote));
  }
}

void answer(const Finding& finding) {
  write_record(fmt::format("{}\n{}", to_string(finding.status),
                           connector::printable(finding.detail, kDetailMax)));
}

Finding run_check(const Check& check, const CheckRequest& request) {
  Subject subject;
  subject.folder = request.folder;
  subject.settings = request.settings;
  if (const auto missing = subject.prepare(check.need)) return skipped(*missing);
  return check.run(subject);
}

}  // namespace

void announce(std::string_view stage) { write_record(fmt::format("{}{}\n", kStageWord, stage)); }

std::vector<std::string> to_arguments(const CheckRequest& request) {
  const CheckSettings& settings = request.settings;
  // The case's own seed replaces the run's.
  const auto& again = settings.reproduce;
  return {request.id,
          request.folder.string(),
          settings.fixtures ? settings.fixtures->string() : kNone,
          std::to_string(again ? again->seed : settings.seed),
          std::to_string(settings.fuzz_runs),
          again ? std::to_string(again->number) : kNone};
}

Result<CheckRequest> parse_arguments(const std::vector<std::string>& arguments) {
  const Error wrong{"usage", "this command is internal; use: amfs connector validate"};
  if (arguments.size() != kArgumentCount) return wrong;
  CheckRequest request;
  request.id = arguments[0];
  request.folder = arguments[1];
  CheckSettings& settings = request.settings;
  if (arguments[2] != kNone) settings.fixtures = arguments[2];
  if (!parse_number(arguments[3], settings.seed)) return wrong;
  if (!parse_number(arguments[4], settings.fuzz_runs)) return wrong;
  if (arguments[5] != kNone) {
    FuzzCase again{settings.seed, 0};
    if (!parse_number(arguments[5], again.number)) return wrong;
    settings.reproduce = again;
  }
  return request;
}

Error run_check_child(const std::vector<std::string>& arguments) {
  const auto request = parse_arguments(arguments);
  if (!request) return request.error();
  const auto& checks = catalogue();
  const auto check = std::find_if(checks.begin(), checks.end(),
                                  [&](const Check& item) { return item.id == request->id; });
  if (check == checks.end())
    return {"usage", "there is no such check; see: amfs connector validate --list"};
  limit_resources();
  answer(run_check(*check, *request));
  // As a host ends: the library's destructors run. What goes wrong in them shows in the exit code.
  std::fflush(nullptr);
  std::exit(0);
}

}  // namespace host::validator
