// Lane: runs the events of one connector, one after the other, on a thread of its own, so that a
// slow or hung connector holds up nobody else (contract 1, steps 4 and 5).
//
// It serves all endpoints of the connector, of any tenant: what an event reads and writes is in its
// own endpoint's tenant. Events of an endpoint run in arrival order, endpoints take turns.
// Settlements are handed to the store without waiting for the commit, up to kUnsettledMax; what
// they wrote is visible to the next events at once (PendingWrites). When something an event read
// was changed by somebody else before its commit, the event comes back: the lane lets everything
// commit and runs it again.
//
// The connector's code may be exchanged while the lane runs (assign()): the running event ends,
// what it said is committed, and the next event meets the new code. A lane without a target holds
// its events: it forgets what it had in memory and takes it up from the inbox again.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

#include "host/base/clock.hpp"
#include "host/dispatch/endpoint_turns.hpp"
#include "host/dispatch/pending_writes.hpp"
#include "host/dispatch/stats.hpp"
#include "host/dispatch/target_slot.hpp"
#include "host/store/store.hpp"

namespace host::dispatch {

inline constexpr std::size_t kUnsettledMax = 2048;  // settlements waiting for their commit
inline constexpr std::int32_t kRerunsMax = 5;       // contract 2.3; then it is a failed attempt
inline constexpr std::size_t kTimersMax = 65536;  // retries kept in memory; the inbox has them all
inline constexpr std::int64_t kStorageRetryNs =
    kNsPerSecond;  // after the store refused a settlement

class MemoryView;

class Lane {
 public:
  // Holds its events until it is assigned a target.
  Lane(std::string connector, store::Store& store, const Clock& clock);
  ~Lane();

  void start();
  void stop();  // finishes the event that is running; the others stay in the inbox

  void add_endpoints(std::vector<EndpointScope> scopes);  // any thread; known ones are no matter
  void assign(TargetSlot::Pointer target);                // any thread; null = hold; does not wait
  void offer(ReadyEvent event);                           // store's writer thread
  void run_again(store::EventSeq seq);                    // any thread
  bool is_processing(store::EventSeq seq) const { return processing_.load() == seq; }
  const LaneStats& stats() const { return stats_; }
  LaneLevels levels();  // any thread

 private:
  struct Timer {
    std::int64_t due;  // monotonic: a wall clock that is set back must not put retries off
    store::EventSeq seq;
    bool operator>(const Timer& other) const { return due > other.due; }
  };
  // What is still to be done with an event once its settlement is on disk.
  struct Submitted {
    ReadyEvent event;
    store::TenantId tenant;
    std::vector<store::MemoryWrite> pending;
    std::optional<std::int64_t> retry_in_ns;
    store::EventState state;
    RawReason raw_reason;
  };

  void run();
  std::optional<ReadyEvent> next();
  void take_target(std::unique_lock<std::mutex>& lock);
  void forget_events();  // mutex_ held, nothing unsettled
  void idle(std::unique_lock<std::mutex>& lock);
  std::optional<ReadyEvent> load(store::EventSeq seq);
  std::optional<ReadyEvent> load(const store::EventRow& row);
  void refill(EndpointQueue& queue);
  void take_up_lost();                                        // mutex_ held
  void add_timer(store::EventSeq seq, std::int64_t wait_ns);  // mutex_ held

  void settle_one(ReadyEvent event);
  bool waits_for_rerun(ReadyEvent& event);
  connector::TransformOutcome transform(const ReadyEvent& event, MemoryView& memory);
  RawReason reason_if_raw(const ReadyEvent& event,
                          const connector::TransformOutcome& outcome) const;
  void submit(ReadyEvent event, store::Settlement settlement, RawReason if_raw);
  void on_settled(Submitted submitted, const store::SettleOutcome& outcome);
  void count_settled(const Submitted& submitted, store::EventOutcome outcome);
  void wait_until_settled();
  std::int64_t retry_wait(UnixNs next_attempt_at) const;  // lane's thread, while not held

  const Target& target() const { return *slot_.current(); }  // lane's thread, while not held

  const std::string connector_;
  const std::string agent_id_;
  store::Store& store_;
  const Clock& clock_;
  std::unique_ptr<store::Reader> reader_;  // lane's thread only
  PendingWrites pending_;
  LaneStats stats_;
  std::atomic<store::EventSeq> processing_{0};

  std::mutex mutex_;
  std::condition_variable changed_;
  TargetSlot slot_;  // see there
  // guarded by mutex_:
  bool held_ = true;
  EndpointTurns turns_;
  std::map<store::EventSeq, ReadyEvent> reruns_;  // by arrival
  std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers_;
  bool retried_last_ = false;  // the last event was one whose time had come
  bool timers_lost_ = false;   // more waited for a retry than memory holds; see take_up_lost()
  std::size_t unsettled_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace host::dispatch
