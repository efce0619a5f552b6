#include "host/api/read_pool.hpp"

namespace host::api {

ReadPool::ReadPool(store::Store& store, std::size_t threads) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back(
        [this, reader = store.open_reader()]() mutable { run(std::move(reader)); });
  }
}

ReadPool::~ReadPool() { stop(); }

bool ReadPool::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || jobs_.size() >= kReadsQueuedMax) return false;
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
  return true;
}

void ReadPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void ReadPool::run(std::unique_ptr<store::Reader> reader) {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job(*reader);
    lock.lock();
  }
}

}  // namespace host::api
