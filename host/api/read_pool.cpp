#include "host/api/read_pool.hpp"

namespace host::api {

ReadPool::ReadPool(store::Store& store, std::size_t threads) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back(
        [this, reader = store.open_reader()]() mutable { run(std::move(reader)); });
  }
}

ReadPool::~ReadPool() { stop(); }

bool ReadPool::submit(store::TenantId tenant, Job job) {
  {
    const std::lock_guard lock(mutex_);
    const auto mine = jobs_.find(tenant);
    const std::size_t of_tenant = mine == jobs_.end() ? 0 : mine->second.size();
    if (stopping_ || waiting_ >= kReadsQueuedMax || of_tenant >= kReadsQueuedPerTenantMax) {
      refused_.fetch_add(1, std::memory_order_relaxed);
      return false;
    }
    if (of_tenant == 0) line_.push_back(tenant);
    jobs_[tenant].push_back(std::move(job));
    ++waiting_;
  }
  wake_.notify_one();
  return true;
}

std::size_t ReadPool::waiting() {
  const std::lock_guard lock(mutex_);
  return waiting_;
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
    wake_.wait(lock, [this] { return stopping_ || waiting_ > 0; });
    if (waiting_ == 0) return;
    Job job = next();
    lock.unlock();
    job(*reader);
    lock.lock();
  }
}

ReadPool::Job ReadPool::next() {
  const auto turn = jobs_.find(line_.front());
  line_.pop_front();
  Job job = std::move(turn->second.front());
  turn->second.pop_front();
  --waiting_;
  if (turn->second.empty()) {
    jobs_.erase(turn);
  } else {
    line_.push_back(turn->first);
  }
  return job;
}

}  // namespace host::api
