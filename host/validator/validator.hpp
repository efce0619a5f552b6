// amfs connector validate: checks a connector's folder (connector.yaml and its library) the way a
// strict host, a hostile sender and an old machine would.
//
// The connector's code never runs in the caller's process: every check that loads it is a process
// of its own (`program` with the hidden arguments of check_process.hpp), killed with all its
// children when it takes too long.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "host/validator/report.hpp"

namespace host::validator {

inline constexpr std::chrono::milliseconds kCheckTimeout{30'000};
inline constexpr std::uint64_t kDefaultSeed = 1;  // fixed, so that two runs say the same
inline constexpr std::uint32_t kFuzzRuns = 2'000;
inline constexpr std::uint32_t kFuzzRunsMax = 100'000'000;
inline constexpr unsigned kJobsMax = 64;

// One case of the fuzz check again, alone.
struct FuzzCase {
  std::uint64_t seed = 0;
  std::uint32_t number = 0;
};

struct ValidateOptions {
  // By search in the check's id: run when any of `include` matches (or it is empty) and none of
  // `exclude`. What is left out does not appear in the report.
  std::vector<std::regex> include;
  std::vector<std::regex> exclude;
  std::optional<std::filesystem::path> fixtures;  // more events beside the folder's samples/
  std::uint64_t seed = kDefaultSeed;
  std::uint32_t fuzz_runs = kFuzzRuns;
  std::optional<FuzzCase> reproduce;                  // then only the fuzz check runs
  std::chrono::milliseconds timeout = kCheckTimeout;  // of one check
  unsigned jobs = 0;                                  // processes at a time; 0 = one per core
  // The amfs program that runs the checks. Tests that are not amfs themselves name it.
  std::filesystem::path program = "/proc/self/exe";
};

// Every check of the catalogue, as skipped without a reason: for --list.
std::vector<CheckResult> list_checks();

// Blocks until all checks are over. Needs no running host and leaves nothing behind. Whatever is
// wrong with the folder is in the report; `folder` may be the folder of a .so or of connector.yaml.
Report validate(const std::filesystem::path& folder, const ValidateOptions& options);

}  // namespace host::validator
