// The call from the host that runs on this thread: what the SDK needs to reach the host, and where
// a failure is recorded when there are no exceptions.
#pragma once

#include <optional>

#include "amfs/abi/connector.h"
#include "amfs/errors.hpp"

namespace amfs {
inline namespace v1 {
namespace detail {

struct Call {
  const amfs_sink* sink = nullptr;
  const amfs_host* host = nullptr;         // during create only
  const amfs_create_args* args = nullptr;  // during create only
  const amfs_event* event = nullptr;       // during transform only
  std::optional<Error> failure;            // -fno-exceptions: the first one
};

// A plain pointer, so that no destructor pins the library in memory.
inline Call*& current_call() noexcept {
  static thread_local Call* call = nullptr;
  return call;
}

class CallScope {
 public:
  explicit CallScope(Call& call) noexcept : outer_(current_call()) { current_call() = &call; }
  ~CallScope() { current_call() = outer_; }
  CallScope(const CallScope&) = delete;
  CallScope& operator=(const CallScope&) = delete;

 private:
  Call* outer_;
};

// Ends the call with this error: throws, or (without exceptions) records it and returns.
inline void raise(const Error& error) {
#if defined(__cpp_exceptions)
  throw error;
#else
  Call* call = current_call();
  if (call != nullptr && !call->failure) call->failure = error;
#endif
}

inline void raise_unmatched(std::string why) {
#if defined(__cpp_exceptions)
  throw Unmatched(std::move(why));
#else
  raise(Unmatched(std::move(why)));
#endif
}

}  // namespace detail
}  // namespace v1
}  // namespace amfs
