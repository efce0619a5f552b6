// ServerState (private): what all I/O threads of a server share.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

#include "host/base/clock.hpp"
#include "host/http/byte_budget.hpp"
#include "host/http/cors.hpp"
#include "host/http/limits.hpp"
#include "host/http/router.hpp"
#include "host/http/stats.hpp"

namespace host::http {

// Counts open connections: the cap for the listener, the end of the wait for drain().
// Thread rule: from any thread.
class OpenCount {
 public:
  explicit OpenCount(std::size_t cap) : cap_(cap) {}

  void add() {
    const std::lock_guard lock(mutex_);
    ++open_;
  }
  void remove() {
    bool wake = false;
    {
      const std::lock_guard lock(mutex_);
      --open_;
      if (open_ < cap_) wake = std::exchange(paused_, false);
      if (open_ == 0) none_open_.notify_all();
    }
    if (wake) on_room_();
  }
  // False: at the cap; `on_room` will be called when that changes.
  bool has_room() {
    const std::lock_guard lock(mutex_);
    paused_ = open_ >= cap_;
    return !paused_;
  }
  // Before the threads start. Called on any I/O thread.
  void set_on_room(std::function<void()> on_room) { on_room_ = std::move(on_room); }

  bool wait_for_none(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return none_open_.wait_for(lock, patience, [&] { return open_ == 0; });
  }

 private:
  const std::size_t cap_;
  std::function<void()> on_room_;
  std::mutex mutex_;
  std::condition_variable none_open_;
  std::size_t open_ = 0;  // guarded by mutex_
  bool paused_ = false;   // guarded by mutex_
};

// One connection's place below the cap, from accept until its socket is closed.
class OpenSlot {
 public:
  explicit OpenSlot(OpenCount& count) : count_(&count) { count.add(); }
  OpenSlot(OpenSlot&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
  OpenSlot& operator=(OpenSlot&&) = delete;
  ~OpenSlot() { release(); }

  void release() {
    if (OpenCount* count = std::exchange(count_, nullptr)) count->remove();
  }

 private:
  OpenCount* count_;
};

struct ServerState {
  ServerState(const Limits& l, const Router& r, ByteBudget& b, const Clock& c,
              std::vector<std::string> cors_origins)
      : limits(l),
        router(r),
        budget(b),
        clock(c),
        cors(std::move(cors_origins)),
        open(l.max_connections) {}

  const Limits limits;
  const Router& router;
  ByteBudget& budget;
  const Clock& clock;
  const Cors cors;
  HttpStats stats;
  OpenCount open;
  std::atomic<bool> draining{false};
};

}  // namespace host::http
