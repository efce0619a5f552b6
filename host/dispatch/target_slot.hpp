// TargetSlot: what a lane runs now, and what it is to run next.
//
// Any thread hands over the next target; the lane takes it between two events. The runtime of a
// target that was replaced is kept until nobody else refers to it, so that a plugin's instance is
// destroyed by the thread that ran it and never by an I/O thread.
//
// Thread rule: offer(), is_waiting() and take() with the lane's mutex held; the rest belongs to the
// lane's thread, without it.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "host/dispatch/target.hpp"

namespace host::dispatch {

class TargetSlot {
 public:
  using Pointer = std::shared_ptr<const Target>;  // null: the connector's events are held

  // Gives back an earlier one that was never taken; let it go without the mutex.
  Pointer offer(Pointer next);
  bool is_waiting() const { return next_.has_value(); }
  Pointer take();

  const Target* current() const { return current_.get(); }
  void become(Pointer target);

  // A replaced runtime waits to be destroyed, and can be.
  bool has_leftover() const { return !leftovers_.empty(); }
  bool can_release() const { return has_leftover() && leftovers_.front().use_count() == 1; }
  void release() { leftovers_.erase(leftovers_.begin()); }
  // At the lane's end.
  void clear();

 private:
  std::optional<Pointer> next_;
  Pointer current_;
  std::vector<std::shared_ptr<connector::ConnectorRuntime>> leftovers_;
};

}  // namespace host::dispatch
