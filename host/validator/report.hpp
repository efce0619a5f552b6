// What a validation found: one result per check, in the order of the catalogue.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host::validator {

enum class Status : std::uint8_t {
  passed,
  failed,   // the connector breaks a rule
  crashed,  // its code ended the process of the check
  timeout,  // its code did not return in time; the process was killed
  warning,  // allowed, but somebody will regret it
  skipped,  // does not apply, or switched off with a reason
};
inline constexpr std::size_t kStatusCount = 6;
const char* to_string(Status status);
std::optional<Status> parse_status(std::string_view name);

// Failed, crashed and timeout stand in the way of publishing; the rest do not.
bool is_bad(Status status);

struct CheckResult {
  std::string id;        // kebab-case, for ever
  std::string group;     // file, manifest, load, …
  std::string sentence;  // what a good connector does
  Status status = Status::skipped;
  std::string detail;  // what was found; the reason of a skip; empty when passed
  std::string advice;  // what to do; only with warning and the bad ones
  std::string output;  // what the connector printed meanwhile; bounded
  std::chrono::milliseconds elapsed{0};
};

struct Report {
  std::string folder;
  std::string connector;  // "name version" of the manifest, or empty when it cannot be read
  std::uint64_t seed = 0;
  std::vector<CheckResult> results;

  // No check failed, crashed or timed out, and at least one passed.
  bool passed() const;
  std::size_t count(Status status) const;
  // "38 passed, 1 failed, 2 skipped": statuses that do not occur are left out.
  std::string summary() const;
};

// {"connector","folder","passed","seed","summary":{"passed":38,…},"checks":[{"id",…}]}
// `checks`: those of them that are shown; verdict and counts are the report's.
std::string to_json(const Report& report, const std::vector<CheckResult>& checks);

}  // namespace host::validator
