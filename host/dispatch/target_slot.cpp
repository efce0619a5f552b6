#include "host/dispatch/target_slot.hpp"

#include <utility>

namespace host::dispatch {

TargetSlot::Pointer TargetSlot::offer(Pointer next) {
  Pointer displaced = next_ ? std::move(*next_) : nullptr;
  next_ = std::move(next);
  return displaced;
}

TargetSlot::Pointer TargetSlot::take() {
  Pointer next = std::move(*next_);
  next_.reset();
  return next;
}

void TargetSlot::become(Pointer target) {
  if (current_) leftovers_.push_back(current_->runtime);
  current_ = std::move(target);
}

void TargetSlot::clear() {
  current_.reset();
  leftovers_.clear();
}

}  // namespace host::dispatch
