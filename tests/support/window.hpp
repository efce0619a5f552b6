// Window: lets a number of things be under way at a time, for tests that keep the host busy.
#pragma once

#include <condition_variable>
#include <mutex>

namespace test {

// Any thread.
class Window {
 public:
  explicit Window(int most) : most_(most) {}

  void enter() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return in_flight_ < most_; });
    ++in_flight_;
  }
  void leave() {
    const std::lock_guard lock(mutex_);
    --in_flight_;
    room_.notify_all();
  }
  // Until nothing is under way.
  void drain() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return in_flight_ == 0; });
  }

 private:
  const int most_;
  std::mutex mutex_;
  std::condition_variable room_;
  int in_flight_ = 0;
};

}  // namespace test
