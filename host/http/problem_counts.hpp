// ProblemCounts: how often each problem code was answered. Codes are literals of the sources
// (docs/errors.md), never a sender's words; the bound holds all the same.
//
// Thread rule: any thread. Only refusals come here, so a lock is cheap enough.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace host::http {

inline constexpr std::size_t kProblemCodesMax = 256;  // more are counted as "other"

class ProblemCounts {
 public:
  using Counts = std::map<std::string, std::uint64_t, std::less<>>;

  void count(std::string_view code) {
    const std::lock_guard lock(mutex_);
    const auto known = counts_.find(code);
    if (known != counts_.end()) {
      ++known->second;
    } else {
      ++counts_[counts_.size() < kProblemCodesMax ? std::string(code) : "other"];
    }
  }
  Counts list() const {
    const std::lock_guard lock(mutex_);
    return counts_;
  }

 private:
  mutable std::mutex mutex_;
  Counts counts_;  // guarded by mutex_
};

}  // namespace host::http
