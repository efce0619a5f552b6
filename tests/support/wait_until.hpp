// Waits for something another process does and that no descriptor announces (an event settled,
// say). Anything else waits on its pipe, socket or process instead.
#pragma once

#include <poll.h>

#include <chrono>

namespace test {

inline constexpr int kPollEveryMs = 5;

// Asks `predicate` until it holds; false when it still does not after `patience`.
template <class Predicate>
bool wait_until(Predicate predicate, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!predicate()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    poll(nullptr, 0, kPollEveryMs);
  }
  return true;
}

}  // namespace test
