// ReadPool: the threads that run queries, so that a slow search never holds up the I/O threads.
// Each thread has its own Reader. Bounded: beyond kReadsQueuedMax a read is refused.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "host/base/unique_function.hpp"
#include "host/store/store.hpp"

namespace host::api {

inline constexpr std::size_t kReadsQueuedMax = 1024;

class ReadPool {
 public:
  using Job = UniqueFunction<void(store::Reader&)>;

  ReadPool(store::Store& store, std::size_t threads);
  ~ReadPool();

  // False: too many wait; the job is gone.
  bool submit(Job job);
  void stop();  // finishes what waits

 private:
  void run(std::unique_ptr<store::Reader> reader);

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;   // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace host::api
