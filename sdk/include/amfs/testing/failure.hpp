// Failure: how amfs/testing.hpp says that a test is set up wrongly or that a connector did what the
// host would refuse. Every test framework reports an exception with its what(), and a plain main()
// ends with it, so nothing here depends on one.
#pragma once

#if !defined(__cpp_exceptions)
#error "amfs/testing.hpp needs exceptions; build the tests with them, the connector may do without"
#endif

#include <stdexcept>
#include <string>

namespace amfs {
inline namespace v1 {
namespace testing {

class Failure : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// The connector could not be made; what() carries what its constructor said.
class LoadFailed : public Failure {
 public:
  using Failure::Failure;
};

// A strict MockAMFS met a result that the host refuses. The host keeps such an event as a raw entry
// and goes on; MockAMFS::lenient() does that too.
class Refused : public Failure {
 public:
  using Failure::Failure;
};

}  // namespace testing
}  // namespace v1
}  // namespace amfs
