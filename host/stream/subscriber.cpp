#include "host/stream/subscriber.hpp"

#include <algorithm>
#include <utility>

namespace host::stream {

Subscriber::Subscriber(access::Caller caller, Filter filter, Place place, http::BodyStream out,
                       std::size_t buffer_bytes)
    : caller_(std::move(caller)),
      filter_(std::move(filter)),
      place_(std::move(place)),
      out_(std::move(out)),
      buffer_bytes_(buffer_bytes) {}

bool Subscriber::wants(std::string_view connector, store::MemoryType type) const {
  return (filter_.connector.empty() || filter_.connector == connector) &&
         (!filter_.memory_type || *filter_.memory_type == type);
}

void Subscriber::note_progress(store::EntryId from) {
  const store::EntryId reach = is_blocked_ ? position_ - from + 1 : reach_;
  reach_ = std::min(2 * reach, store::kFeedRangeMax);
}

bool Subscriber::take(const SharedText& event) {
  const std::size_t waiting = out_.backlog() + taken_bytes_;
  if (waiting != 0 && waiting + event->size() > buffer_bytes_) {
    is_blocked_ = true;
    return false;
  }
  taken_.push_back(event);
  taken_bytes_ += event->size();
  return true;
}

void Subscriber::unblock() {
  if (is_blocked_ && out_.backlog() <= buffer_bytes_ / 2) is_blocked_ = false;
}

bool Subscriber::fell_behind(bool is_up_to_date, SteadyTime now,
                             std::chrono::milliseconds patience) {
  if (is_up_to_date) {
    was_up_to_date_ = true;
    behind_since_.reset();
    return false;
  }
  if (!was_up_to_date_) return false;
  if (!behind_since_) behind_since_ = now;
  if (now - *behind_since_ < patience) return false;
  was_up_to_date_ = false;
  return true;
}

bool Subscriber::flush() {
  if (taken_.empty()) return !is_gone_;
  std::string text;
  text.reserve(std::exchange(taken_bytes_, 0));
  for (const SharedText& event : taken_) text += *event;
  taken_.clear();
  return send(std::move(text));
}

bool Subscriber::send(std::string text) {
  if (!out_.write(std::move(text))) is_gone_ = true;
  return !is_gone_;
}

}  // namespace host::stream
