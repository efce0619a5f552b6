// One check, or all, over a folder: through the public interface, with the real amfs program.
#pragma once

#include <chrono>
#include <string>

#include "host/validator/validator.hpp"
#include "tests/support/host_process.hpp"

namespace test {

// With a sanitizer: crashes are reported and end with exit code 1, leaks cannot be seen from
// outside, and libraries need the sanitizer's.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

inline host::validator::ValidateOptions validate_options() {
  host::validator::ValidateOptions options;
  options.program = amfs_binary();
  options.timeout = std::chrono::seconds(120);  // of a loaded machine
  return options;
}

inline host::validator::CheckResult run_check(const std::string& folder, const std::string& id,
                                              host::validator::ValidateOptions options) {
  options.include = {std::regex("^" + id + "$")};
  const auto report = host::validator::validate(folder, options);
  if (report.results.size() != 1) throw std::runtime_error("there is no check " + id);
  return report.results.front();
}

inline host::validator::CheckResult run_check(const std::string& folder, const std::string& id) {
  return run_check(folder, id, validate_options());
}

}  // namespace test
