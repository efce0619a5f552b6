// Where the files of a test are: fixtures/ and golden/ below the test folder, which is the
// environment's AMFS_TEST_DIR, else the macro AMFS_TEST_DIR, else the working directory.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "amfs/testing/failure.hpp"

#if !defined(AMFS_TEST_DIR)
#define AMFS_TEST_DIR "."
#endif

namespace amfs {
inline namespace v1 {
namespace testing {
namespace internal {

inline constexpr std::size_t kTestFileBytesMax = std::size_t{64} << 20;  // the host's largest body

// Inside a function that every file compiles for itself: two files may have another AMFS_TEST_DIR.
static inline std::filesystem::path test_folder() {
  const char* set = std::getenv("AMFS_TEST_DIR");
  return set != nullptr && *set != '\0' ? set : AMFS_TEST_DIR;
}

inline std::string read_file(const std::filesystem::path& file) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(file, failed);
  if (!failed && size > kTestFileBytesMax) throw Failure(file.string() + " is over 64 MiB");
  std::ifstream in(file, std::ios::binary);
  if (failed || !in) {
    throw Failure("cannot read " + file.string() +
                  "; put it there, or set AMFS_TEST_DIR to the folder with fixtures/ and golden/");
  }
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace internal
}  // namespace testing
}  // namespace v1
}  // namespace amfs
