// A sample library that is bad in one way, and the check that must find it.
#pragma once

#include "tests/support/catch.hpp"
#include "tests/validator/run_check.hpp"
#include "tests/validator/sample_folder.hpp"

namespace test {

struct BadLibrary {
  const char* check;
  const char* library;
  host::validator::Status expected;
  const char* told;  // stands in the detail
};

inline void check_is_caught(const BadLibrary& bad) {
  const SampleFolder folder(bad.library);
  const auto result = run_check(folder.path(), bad.check);
  INFO(bad.check << " on " << bad.library << ": " << to_string(result.status) << ", "
                 << result.detail);
  CHECK(result.status == bad.expected);
  CHECK(result.detail.find(bad.told) != std::string::npos);
  CHECK_FALSE(result.advice.empty());
}

}  // namespace test
