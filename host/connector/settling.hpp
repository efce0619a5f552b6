// Settling: the rule by which a change on disk is believed. A file that is being copied, a folder
// that is being renamed and a secret that is being rotated look broken for a moment; what was seen
// the same twice, kSettleNs apart, is meant.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "host/base/clock.hpp"

namespace host::connector {

inline constexpr std::int64_t kSettleNs = 250 * kNsPerMs;

template <class Seen>
class Settling {
 public:
  // True once `seen` was given without a change for kSettleNs. `now` is monotonic.
  bool is_settled(const Seen& seen, std::int64_t now_ns) {
    if (!seen_ || !(*seen_ == seen)) {
      seen_ = seen;
      since_ = now_ns;
      return false;
    }
    return now_ns - since_ >= kSettleNs;
  }
  // Between a first and a second look.
  bool is_under_way() const { return seen_.has_value(); }
  void reset() { seen_.reset(); }

 private:
  std::optional<Seen> seen_;
  std::int64_t since_ = 0;
};

}  // namespace host::connector
