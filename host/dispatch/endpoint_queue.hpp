// EndpointQueue: the events of one endpoint that wait for transform, in arrival order.
//
// Ingest offers each event with its body. Beyond kQueuedBytesMax or kQueuedEventsMax, or when its
// lane has no room, the queue falls behind: it stops keeping what is offered and reads it from the
// inbox later instead. The inbox is the queue; this is its window in memory.
//
// Thread rule: guarded by the lane's mutex, but for refill(), which reads the store and is called
// by the lane's thread without it.
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

#include "host/dispatch/ready_event.hpp"
#include "host/store/store.hpp"

namespace host::dispatch {

inline constexpr std::size_t kQueuedEventsMax = 4096;
inline constexpr std::size_t kQueuedBytesMax = std::size_t{16} << 20;
inline constexpr std::size_t kRefillMax = 512;  // events read from the inbox at a time

// A queued event: with its body, or as the inbox row whose body is still to be read.
using Queued = std::variant<ReadyEvent, store::EventRow>;

class EndpointQueue {
 public:
  explicit EndpointQueue(store::EndpointId endpoint) : endpoint_(endpoint) {}

  store::EndpointId endpoint() const { return endpoint_; }
  void offer(ReadyEvent event, bool has_room = true);
  std::size_t bytes() const { return bytes_; }
  bool empty() const { return queue_.empty(); }
  bool behind() const { return behind_; }
  Queued take();
  // Forgets what it knows: the next refill() reads every open event again. What is settled by then
  // is not open, what is being settled comes out `stale`.
  void start_over();

  // Reads the next events from the inbox. Rows that wait for a retry are returned, not queued.
  std::vector<store::EventRow> refill(store::Reader& reader, std::mutex& lane_mutex,
                                      std::size_t limit = kRefillMax);

 private:
  std::vector<store::EventRow> put_before_offered(std::vector<store::EventRow> rows);

  store::EndpointId endpoint_;
  std::deque<Queued> queue_;
  std::size_t bytes_ = 0;
  bool behind_ = true;                 // at start everything is in the inbox only
  store::EventSeq known_through_ = 0;  // newest event that was queued here
};

}  // namespace host::dispatch
