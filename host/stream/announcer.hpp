// Announcer: gives every subscriber all versions it wants, in order, each once.
//
// There are no queues: the store is the queue. Each subscriber has a position in it, everything up
// to which it got; a scan reads the next versions once for all who stand inside its range. Those at
// the frontier share the scan of what is new; whoever resumes, or could not take more, stands
// further back and is caught up in turns. So a reconnect, a restart and a slow reader are the same
// case, and none of them loses or doubles anything.
//
// Thread rule: one thread, that of the reader.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/store/feed.hpp"
#include "host/stream/filter_index.hpp"
#include "host/stream/limits.hpp"
#include "host/stream/stats.hpp"
#include "host/stream/subscriber.hpp"

namespace host::stream {

// One entry as JSON.
using EntryFormat = std::function<std::string(const store::Entry&)>;
// Whether the key that a stream was opened with is good still.
using StillAdmitted = std::function<bool(const access::Caller&)>;

class Announcer {
 public:
  Announcer(store::FeedReader& feed, EntryFormat format, const StreamLimits& limits,
            StreamStats& stats);

  // Starts the response. Who has it can rely on every later write being announced to it.
  void add(Subscription subscription, Place place);

  // What is new, to those who are up to date.
  void announce();
  // For the others: one step of catching up, and a notice to who lags. True: call it again after
  // kDrainLook, whether anything is written or not.
  bool attend(SteadyTime now);

  void heartbeat();
  // Lets go of clients that left and of those that are no longer admitted.
  void sweep(const StillAdmitted& admitted);
  void end_all();

  bool is_idle() const { return subscribers_.empty(); }

 private:
  void catch_up(SteadyTime now);
  Subscriber* next_behind();
  void scan(store::EntryId after, store::EntryId upto);
  void flush_all();
  void deliver(const store::WrittenVersion& version, store::EntryId scanned_from);
  void tell_laggards(SteadyTime now);
  bool is_up_to_date(const Subscriber& subscriber) const {
    return !subscriber.is_blocked() && subscriber.position() >= frontier_;
  }
  template <class Predicate>
  void remove_if(Predicate predicate);

  store::FeedReader& feed_;
  const EntryFormat format_;
  const StreamLimits limits_;
  StreamStats& stats_;
  std::vector<std::unique_ptr<Subscriber>> subscribers_;
  FilterIndex index_;
  store::EntryId frontier_ = 0;  // newest version announced to those who are up to date
  SteadyTime catch_up_at_{};
  std::size_t turn_ = 0;  // whose turn it was to be caught up
};

}  // namespace host::stream
