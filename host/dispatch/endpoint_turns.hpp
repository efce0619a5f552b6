// EndpointTurns: the endpoints of one lane and whose turn it is. Endpoints with something to run
// take turns, one event each, so that a flood at one holds up no other; one that has nothing costs
// nothing.
//
// All queues together keep at most kLaneBytesMax; beyond it they read in small steps from the
// inbox.
//
// Thread rule: guarded by the lane's mutex, but for refill(), which is called by the lane's thread
// without it. Endpoints are only added: whoever has a queue may keep it.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "host/dispatch/endpoint_queue.hpp"
#include "host/dispatch/endpoint_scope.hpp"

namespace host::dispatch {

inline constexpr std::size_t kLaneBytesMax = std::size_t{64} << 20;
inline constexpr std::size_t kSmallRefill = 8;  // rows read at a time by a lane without room

class EndpointTurns {
 public:
  using ScopePointer = std::shared_ptr<const EndpointScope>;

  void add(EndpointScope scope);                            // a known one: as it was
  ScopePointer scope_of(store::EndpointId endpoint) const;  // null: unknown

  // An unknown endpoint's event stays in the inbox. True: nobody had a turn before this.
  bool offer(ReadyEvent event);
  // The next in turn that has something, in memory or in the inbox; it goes to the end of the line.
  EndpointQueue* next();
  Queued take(EndpointQueue& queue);
  // As EndpointQueue::refill().
  std::vector<store::EventRow> refill(EndpointQueue& queue, store::Reader& reader,
                                      std::mutex& lane_mutex);
  void start_over(EndpointQueue& queue);
  void start_over();  // all of them
  std::size_t bytes() const { return bytes_; }

 private:
  struct Place {
    explicit Place(ScopePointer of) : scope(std::move(of)), queue(scope->id) {}
    ScopePointer scope;
    EndpointQueue queue;
    std::size_t counted = 0;  // of queue's bytes, in bytes_
    bool in_line = false;
  };

  void line_up(Place& place);
  void count(Place& place);
  Place& place_of(const EndpointQueue& queue) { return places_.find(queue.endpoint())->second; }

  std::unordered_map<store::EndpointId, Place> places_;
  std::deque<Place*> line_;
  std::size_t bytes_ = 0;
};

}  // namespace host::dispatch
