// Golden files: what a value was when somebody looked at it and found it right.
//
//   CHECK(mock.read(path, key)->value == golden("thread.json"));
//
// A run with AMFS_UPDATE_GOLDEN=1 writes the files instead of comparing; read the change before it
// is committed. The order of an object's members does not count.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <ostream>
#include <string>
#include <string_view>

#include "amfs/testing/failure.hpp"
#include "amfs/testing/files.hpp"
#include "amfs/testing/pretty.hpp"
#include "amfs/value.hpp"

namespace amfs {
inline namespace v1 {
namespace testing {

class Golden {
 public:
  explicit Golden(std::filesystem::path file) : file_(std::move(file)) {}

  // False prints the differences to std::cerr, for runs without a framework. Throws Failure when
  // there is no such file, or it is not JSON.
  bool matches(const Value& actual) const {
    if (is_update()) {
      save(actual);
      return true;
    }
    if (!std::filesystem::exists(file_)) {
      throw Failure("there is no golden file " + file_.string() +
                    "; run the test with AMFS_UPDATE_GOLDEN=1 and look at what it writes");
    }
    const auto expected = Value::parse(internal::read_file(file_));
    if (!expected) throw Failure(file_.string() + " is not JSON");
    differences_ = differences(*expected, actual);
    if (!differences_.empty()) std::cerr << *this;
    return differences_.empty();
  }

  friend bool operator==(const Value& actual, const Golden& golden) {
    return golden.matches(actual);
  }
  friend bool operator==(const Golden& golden, const Value& actual) {
    return golden.matches(actual);
  }
  friend bool operator!=(const Value& actual, const Golden& golden) {
    return !golden.matches(actual);
  }
  friend std::ostream& operator<<(std::ostream& out, const Golden& golden) {
    return out << "golden file " << golden.file_.string() << '\n' << golden.differences_;
  }

 private:
  static bool is_update() {
    const char* set = std::getenv("AMFS_UPDATE_GOLDEN");
    return set != nullptr && std::string_view(set) == "1";
  }
  // Through a second file: a test that is killed leaves the old one.
  void save(const Value& actual) const {
    std::filesystem::create_directories(file_.parent_path());
    std::filesystem::path part = file_;
    part += ".part";
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    out << pretty(actual) << '\n';
    out.close();
    if (!out) throw Failure("cannot write " + part.string());
    std::filesystem::rename(part, file_);
  }

  std::filesystem::path file_;
  mutable std::string differences_;  // of the last comparison, for operator<<
};

// golden/<file> in the test folder.
static inline Golden golden(const std::filesystem::path& file) {
  return Golden(internal::test_folder() / "golden" / file);
}

}  // namespace testing
}  // namespace v1
}  // namespace amfs
