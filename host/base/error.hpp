// Error: the one value type for expected failures, and Result<T> around it.
//
// `code` is a stable snake_case word (it reaches users as the problem's `code`), `message` one
// sentence that says what happened and what to do. Exceptions are for construction, configuration
// and third-party code only, and are turned into an Error at the layer's edge.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace host {

struct Error {
  Error() = default;
  // Not an aggregate: C++20 could make one from a lone string, and Result<std::string> would not
  // know a value from an error.
  Error(std::string a_code, std::string a_message)
      : code(std::move(a_code)), message(std::move(a_message)) {}

  std::string code;
  std::string message;
};

// Called by Result<T>::value() on an error: reaching it is a bug in the caller.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location& /*where*/) {
  throw std::runtime_error(error.code + ": " + error.message);
}

template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace host
