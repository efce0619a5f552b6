// Subscriber: one client of the stream: what it wants, how far it got, and what waits for its
// socket.
//
// Thread rule: the announcer's thread.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/access/caller.hpp"
#include "host/http/responder.hpp"
#include "host/store/feed.hpp"
#include "host/store/records.hpp"
#include "host/stream/places.hpp"

namespace host::stream {

using SteadyTime = std::chrono::steady_clock::time_point;

// What a client wants to hear of, in its own tenant.
struct Filter {
  std::string entity_path;  // clean; this path and everything below it; empty: all
  std::string connector;    // empty: all, and what agents write themselves
  std::optional<store::MemoryType> memory_type;
};

// A request for the stream that was let in.
struct Subscription {
  access::Caller caller;
  Filter filter;
  std::optional<store::EntryId> resume;  // the last id the client has; nothing: from now on
  http::Responder responder;
};

// One formatted entry, for all who want it.
using SharedText = std::shared_ptr<const std::string>;

class Subscriber {
 public:
  Subscriber(access::Caller caller, Filter filter, Place place, http::BodyStream out,
             std::size_t buffer_bytes);

  const access::Caller& caller() const { return caller_; }
  const Filter& filter() const { return filter_; }
  // Does not look at tenant and path: those are what it is found by.
  bool wants(std::string_view connector, store::MemoryType type) const;

  // Everything up to here was given to the client or is not for it.
  store::EntryId position() const { return position_; }
  void advance(store::EntryId position) { position_ = position; }

  // How many ids to scan for it when it catches up: no more than about what its buffer takes. Where
  // entries are large, scanning far ahead of it costs much and is done again.
  store::EntryId reach() const { return reach_; }
  void note_progress(store::EntryId from);  // after a scan from there

  // False: the buffer is full, nothing taken; it is blocked then, until unblock() finds it half
  // empty. Whatever comes later waits in the store.
  bool take(const SharedText& event);
  bool is_blocked() const { return is_blocked_; }
  void unblock();

  // Keeps since when it has not been up to date; true once per such time: after `patience`.
  bool fell_behind(bool is_up_to_date, SteadyTime now, std::chrono::milliseconds patience);

  // Hands over what was taken. False: the client is gone.
  std::size_t waiting_bytes() const { return taken_bytes_; }
  bool flush();
  bool send(std::string text);  // past the buffer: notices
  bool is_gone() const { return is_gone_ || !out_.is_open(); }

 private:
  const access::Caller caller_;
  const Filter filter_;
  const Place place_;
  http::BodyStream out_;
  const std::size_t buffer_bytes_;
  std::vector<SharedText> taken_;  // until flush()
  std::size_t taken_bytes_ = 0;
  store::EntryId position_ = 0;
  store::EntryId reach_ = store::kFeedRangeMax;
  bool is_blocked_ = false;
  bool is_gone_ = false;
  bool was_up_to_date_ = false;  // a client that resumes is no slow reader
  std::optional<SteadyTime> behind_since_;
};

}  // namespace host::stream
