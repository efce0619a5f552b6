// ReadPool: the threads that run queries, so that a slow search never holds up the I/O threads.
// Each thread has its own Reader. Tenants with something to read take turns, one read each, so that
// one's flood holds up no other. Bounded: what is beyond kReadsQueuedMax, or of one tenant beyond
// kReadsQueuedPerTenantMax, is refused.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "host/base/unique_function.hpp"
#include "host/store/store.hpp"

namespace host::api {

inline constexpr std::size_t kReadsQueuedMax = 2048;
inline constexpr std::size_t kReadsQueuedPerTenantMax = 512;

class ReadPool {
 public:
  using Job = UniqueFunction<void(store::Reader&)>;

  ReadPool(store::Store& store, std::size_t threads);
  ~ReadPool();

  // False: too many wait; the job is gone.
  bool submit(store::TenantId tenant, Job job);
  void stop();  // finishes what waits

  // For metrics.
  std::size_t waiting();
  std::uint64_t refused() const { return refused_.load(std::memory_order_relaxed); }

 private:
  void run(std::unique_ptr<store::Reader> reader);
  Job next();  // with mutex_ held and something waiting

  std::mutex mutex_;
  std::condition_variable wake_;
  std::map<store::TenantId, std::deque<Job>> jobs_;  // guarded by mutex_; none is empty
  std::deque<store::TenantId> line_;                 // guarded by mutex_; who has jobs, in turn
  std::size_t waiting_ = 0;                          // guarded by mutex_
  std::atomic<std::uint64_t> refused_{0};
  bool stopping_ = false;  // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace host::api
