// Snapshot: an immutable value that any thread reads while one thread replaces it. A reader keeps
// the value it got for as long as it needs it; the last one to let go destroys it.
//
// A mutex, not std::atomic<std::shared_ptr>: libstdc++ 12 builds that on a lock of its own which
// ThreadSanitizer cannot see. The mutex is held for one reference count.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace host {

template <class T>
class Snapshot {
 public:
  Snapshot() : value_(std::make_shared<const T>()) {}

  // Never null. Any thread.
  std::shared_ptr<const T> get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }

  // Any thread; two that build upon what they got must agree between themselves.
  void set(T value) {
    auto next = std::make_shared<const T>(std::move(value));
    const std::lock_guard lock(mutex_);
    value_.swap(
        next);  // `next` outlives the lock: what the old value's destructor does may take long
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;  // guarded by mutex_
};

}  // namespace host
