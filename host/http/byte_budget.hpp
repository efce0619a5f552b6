// ByteBudget: admission of request bodies by bytes in flight.
//
// A body's bytes are reserved before they are read and given back when its BodyReservation dies,
// wherever that is: ingest keeps it until the event is committed.
// Thread rule: everything here may be used from any thread. The budget must outlive its
// reservations.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

#include "host/http/limits.hpp"

namespace host::http {

class ByteBudget {
 public:
  explicit ByteBudget(std::uint64_t limit = kMaxBytesInFlight) : limit_(limit) {}
  ByteBudget(const ByteBudget&) = delete;
  ByteBudget& operator=(const ByteBudget&) = delete;

  std::uint64_t limit() const { return limit_; }
  std::uint64_t in_flight() const { return used_.load(std::memory_order_relaxed); }

 private:
  friend class BodyReservation;

  bool try_take(std::uint64_t bytes) {
    if (bytes > limit_) return false;
    const auto before = used_.fetch_add(bytes, std::memory_order_relaxed);
    if (before <= limit_ - bytes) return true;
    give_back(bytes);
    return false;
  }
  void give_back(std::uint64_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }

  const std::uint64_t limit_;
  std::atomic<std::uint64_t> used_{0};
};

// Owns some bytes of a budget. An empty reservation owns none.
class BodyReservation {
 public:
  BodyReservation() = default;
  explicit BodyReservation(ByteBudget& budget) : budget_(&budget) {}
  BodyReservation(BodyReservation&& other) noexcept
      : budget_(std::exchange(other.budget_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  BodyReservation& operator=(BodyReservation&& other) noexcept {
    if (this != &other) {
      release();
      budget_ = std::exchange(other.budget_, nullptr);
      bytes_ = std::exchange(other.bytes_, 0);
    }
    return *this;
  }
  ~BodyReservation() { release(); }

  // False: over the limit, nothing was taken.
  bool grow(std::uint64_t bytes) {
    if (budget_ == nullptr || !budget_->try_take(bytes)) return false;
    bytes_ += bytes;
    return true;
  }
  void release() {
    if (budget_ != nullptr && bytes_ != 0) budget_->give_back(bytes_);
    bytes_ = 0;
  }
  std::uint64_t bytes() const { return bytes_; }

 private:
  ByteBudget* budget_ = nullptr;
  std::uint64_t bytes_ = 0;
};

}  // namespace host::http
