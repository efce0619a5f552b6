// StreamHub: the live stream of what is written (contract 2.3, GET /stream): takes subscriptions
// from the I/O threads and announces on a thread of its own. Nothing runs while nobody subscribes.
//
// Thread rule: subscribe() and stats() from any thread; construction before the store's first
// write; stop() before the HTTP server is drained; destruction after the store was closed.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "host/store/store.hpp"
#include "host/stream/announcer.hpp"

namespace host::stream {

class StreamHub {
 public:
  // Becomes the store's on_commit() listener. `admitted` is asked on the hub's thread.
  StreamHub(store::Store& store, EntryFormat format, StillAdmitted admitted = {},
            const StreamLimits& limits = {});
  ~StreamHub() { stop(); }

  // Answers with the stream, or with 503 too_many_streams or shutting_down.
  void subscribe(Subscription subscription);

  // Ends all streams at once and refuses new ones.
  void stop();

  const StreamStats& stats() const { return stats_; }
  std::size_t open() const { return places_.taken(); }

 private:
  using Joining = std::vector<std::pair<Subscription, Place>>;

  void on_commit();
  void run();
  SteadyTime next_work() const;
  SteadyTime next_round(SteadyTime began) const;
  void work(Joining joining, bool is_round, SteadyTime now);
  void tick(SteadyTime now);

  const StreamLimits limits_;
  const StillAdmitted admitted_;
  StreamStats stats_;
  Places places_;
  std::unique_ptr<store::Reader> reader_;  // the hub's thread
  Announcer announcer_;                    // the hub's thread

  std::atomic<bool> is_listening_{false};  // false: commits are of no interest
  std::mutex mutex_;
  std::condition_variable wake_;
  Joining joining_;        // guarded by mutex_
  bool news_ = false;      // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_

  // The hub's thread.
  SteadyTime round_at_{}, look_at_{}, sweep_at_{}, heartbeat_at_{};
  std::thread thread_;  // last: runs run() over all of the above
};

}  // namespace host::stream
