#include "host/validator/validator.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <list>
#include <system_error>
#include <thread>

#include "host/config/manifest_loader.hpp"
#include "host/validator/check_process.hpp"
#include "host/validator/validate_settings.hpp"

namespace host::validator {
namespace {

namespace fs = std::filesystem;

constexpr char kFuzzCheck[] = "fuzz-smoke";

CheckResult result_of(const Check& check, Finding finding) {
  CheckResult out;
  out.id = check.id;
  out.group = check.group;
  out.sentence = check.sentence;
  out.status = finding.status;
  out.detail = std::move(finding.detail);
  return out;
}

// The folder of connector.yaml, of a library beside it, or the folder itself.
fs::path folder_of(const fs::path& given) {
  std::error_code ignored;
  const fs::path whole = fs::absolute(given, ignored).lexically_normal();
  if (fs::is_regular_file(whole, ignored)) return whole.parent_path();
  return whole.has_filename() ? whole : whole.parent_path();
}

// The working directory of the checks; removed with all that connectors left in it.
class WorkDir {
 public:
  WorkDir() {
    std::string pattern = (fs::temp_directory_path() / "amfs-validate-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
      throw std::system_error(errno, std::generic_category(), "cannot make " + pattern);
    path_ = pattern;
  }
  ~WorkDir() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  WorkDir(const WorkDir&) = delete;
  WorkDir& operator=(const WorkDir&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

class Run {
 public:
  Run(const fs::path& given, const ValidateOptions& options)
      : options_(options), folder_(folder_of(given)) {
    report_.folder = folder_.string();
    report_.seed = options.reproduce ? options.reproduce->seed : options.seed;
    if (const auto manifest = config::load_manifest(folder_ / config::kManifestFile))
      report_.connector = manifest->name + " " + manifest->version.text;
  }

  Report run() && {
    const auto settings = load_settings(folder_);
    if (!settings) return refused(settings.error().message);
    for (const Check& check : catalogue()) {
      if (!is_chosen(check)) continue;
      const auto off = settings->skip.find(check.id);
      report_.results.push_back(result_of(
          check, skipped(off == settings->skip.end() ? "" : "switched off: " + off->second)));
      if (off == settings->skip.end()) waiting_.push_back(&check);
    }
    run_all();
    return std::move(report_);
  }

 private:
  // Nothing was checked: the report must not look as if it was.
  Report refused(std::string why) {
    CheckResult result;
    result.id = "validate-settings";
    result.group = "manifest";
    result.sentence = "validate.yaml names checks and gives a reason for each";
    result.status = Status::failed;
    result.detail = std::move(why);
    result.advice = "Correct validate.yaml.";
    report_.results = {std::move(result)};
    return std::move(report_);
  }

  bool is_chosen(const Check& check) const {
    if (options_.reproduce) return std::string_view(check.id) == kFuzzCheck;
    const auto fits = [&](const std::regex& regex) { return std::regex_search(check.id, regex); };
    const bool included = options_.include.empty() ||
                          std::any_of(options_.include.begin(), options_.include.end(), fits);
    return included && std::none_of(options_.exclude.begin(), options_.exclude.end(), fits);
  }

  CheckRequest request(const Check& check) const {
    CheckRequest out;
    out.id = check.id;
    out.folder = folder_;
    if (options_.fixtures) out.settings.fixtures = fs::absolute(*options_.fixtures);
    out.settings.seed = options_.seed;
    out.settings.fuzz_runs = options_.fuzz_runs;
    out.settings.reproduce = options_.reproduce;
    return out;
  }

  std::size_t jobs() const {
    const unsigned wanted =
        options_.jobs != 0 ? options_.jobs : std::thread::hardware_concurrency();
    return std::clamp(wanted, 1U, kJobsMax);
  }

  void run_all() {
    while (!waiting_.empty() || !running_.empty()) {
      while (!waiting_.empty() && running_.size() < jobs()) {
        const Check& check = *waiting_.front();
        waiting_.pop_front();
        running_.emplace_back(check, request(check), options_.program, work_dir_.path(),
                              options_.timeout);
      }
      wait_for_any();
      for (auto process = running_.begin(); process != running_.end();) {
        auto result = process->poll_once();
        if (result) keep(std::move(*result));
        process = result ? running_.erase(process) : std::next(process);
      }
    }
  }

  void wait_for_any() const {
    std::vector<pollfd> list;
    auto next = CheckProcess::Time::max();
    for (const CheckProcess& process : running_) {
      process.add_to(list);
      next = std::min(next, process.deadline());
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        next - std::chrono::steady_clock::now());
    // At least 1 ms: behind a deadline the killed process may need a moment to be gone.
    const auto patience = std::clamp<std::int64_t>(left.count() + 1, 1, 60'000);
    poll(list.data(), list.size(), static_cast<int>(patience));
  }

  void keep(CheckResult result) {
    for (CheckResult& place : report_.results) {
      if (place.id != result.id) continue;
      place = std::move(result);
      return;
    }
  }

  const ValidateOptions& options_;
  fs::path folder_;
  WorkDir work_dir_;
  Report report_;
  std::deque<const Check*> waiting_;
  std::list<CheckProcess> running_;
};

}  // namespace

std::vector<CheckResult> list_checks() {
  std::vector<CheckResult> out;
  for (const Check& check : catalogue()) out.push_back(result_of(check, skipped("")));
  return out;
}

Report validate(const fs::path& folder, const ValidateOptions& options) {
  return Run(folder, options).run();
}

}  // namespace host::validator
