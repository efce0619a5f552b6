// EndpointQueue: every event once, in arrival order, whether it was offered or read from the inbox.
#include "host/dispatch/endpoint_queue.hpp"

#include <functional>
#include <map>
#include <stdexcept>

#include "tests/support/catch.hpp"

using host::dispatch::EndpointQueue;
using host::dispatch::kQueuedBytesMax;
using host::dispatch::kQueuedEventsMax;
using host::dispatch::kRefillMax;
using host::dispatch::Queued;
using host::dispatch::ReadyEvent;
using host::store::EventRow;
using host::store::EventSeq;
using host::store::EventState;

namespace {

// An inbox in memory; of a Reader only what the queue uses.
class FakeInbox final : public host::store::Reader {
 public:
  void commit(EventSeq seq, EventState state = EventState::received) { open_[seq] = state; }
  void settle(EventSeq seq) { open_.erase(seq); }
  // Runs once, after the next read took its snapshot and before it returns.
  void after_read(std::function<void()> then) { then_ = std::move(then); }
  void before_read(std::function<void()> first) { first_ = std::move(first); }

  std::vector<EventRow> open_events(host::store::EndpointId, EventSeq after,
                                    std::size_t limit) override {
    if (first_) std::exchange(first_, {})();
    std::vector<EventRow> rows;
    for (auto it = open_.upper_bound(after); it != open_.end() && rows.size() < limit; ++it) {
      EventRow row;
      row.seq = it->first;
      row.state = it->second;
      rows.push_back(row);
    }
    if (then_) std::exchange(then_, {})();
    return rows;
  }

  std::optional<host::store::Entry> current_entry(host::store::TenantId, std::string_view,
                                                  std::string_view) override {
    unused();
  }
  std::optional<host::store::Entry> find_reference(host::store::TenantId,
                                                   std::string_view) override {
    unused();
  }
  std::vector<host::store::Entry> list_current(host::store::TenantId, std::string_view,
                                               std::size_t) override {
    unused();
  }
  host::store::HistoryPage history(const host::store::HistoryFilter&) override { unused(); }
  host::store::EntryPage list_entries(const host::store::EntryFilter&) override { unused(); }
  host::store::SearchResult search(const host::store::SearchQuery&) override { unused(); }
  host::store::EventPage list_events(const host::store::EventFilter&) override { unused(); }
  std::optional<EventRow> find_event(host::store::TenantId, std::string_view) override { unused(); }
  std::optional<host::store::EventBody> event_body(EventSeq) override { unused(); }
  std::vector<host::store::EventResult> event_results(EventSeq) override { unused(); }
  std::optional<EventRow> event_by_seq(EventSeq) override { unused(); }
  std::vector<host::store::Backlog> backlog() override { unused(); }
  host::store::MemoryStats stats(host::store::TenantId) override { unused(); }
  host::store::OverviewReader& overview() override { unused(); }
  host::store::ContextReader& contexts() override { unused(); }
  host::store::OutcomeReader& outcomes() override { unused(); }
  host::store::FeedReader& feed() override { unused(); }
  host::store::KeyReader& keys() override { unused(); }
  host::store::EndpointReader& endpoints() override { unused(); }

 private:
  [[noreturn]] static void unused() { throw std::logic_error("the queue only reads open events"); }

  std::map<EventSeq, EventState> open_;
  std::function<void()> first_;
  std::function<void()> then_;
};

struct Fixture {
  FakeInbox inbox;
  EndpointQueue queue{1};
  std::mutex mutex;
  std::vector<EventSeq> waiting;  // rows that wait for a retry

  // As ingest does it: on disk first, then offered.
  void offer(EventSeq seq, std::size_t body_bytes = 2) {
    ReadyEvent event;
    event.seq = seq;
    event.body = std::string(body_bytes, 'x');
    queue.offer(std::move(event));
  }
  void arrive(EventSeq seq, std::size_t body_bytes = 2) {
    inbox.commit(seq);
    offer(seq, body_bytes);
  }
  void refill() {
    for (const EventRow& row : queue.refill(inbox, mutex)) waiting.push_back(row.seq);
  }
  // As the lane does it: everything there is, refilling as often as it takes.
  std::vector<EventSeq> drain() {
    std::vector<EventSeq> order;
    while (!queue.empty() || queue.behind()) {
      if (queue.empty()) {
        refill();
        continue;
      }
      const Queued next = queue.take();
      order.push_back(std::visit([](const auto& event) { return event.seq; }, next));
      inbox.settle(order.back());
    }
    return order;
  }
};

std::vector<EventSeq> from_to(EventSeq first, EventSeq last) {
  std::vector<EventSeq> out;
  for (EventSeq seq = first; seq <= last; ++seq) out.push_back(seq);
  return out;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "at start the inbox is read, then offers are kept", "[dispatch][queue]") {
  CHECK(queue.behind());
  inbox.commit(1);
  inbox.commit(2);
  refill();
  CHECK_FALSE(queue.behind());
  arrive(3);
  CHECK(drain() == from_to(1, 3));
}

TEST_CASE_METHOD(Fixture, "what is offered before the first read is read, not queued twice",
                 "[dispatch][queue]") {
  arrive(1);
  CHECK(queue.empty());
  CHECK(drain() == from_to(1, 1));
  arrive(2);
  CHECK(drain() == from_to(2, 2));
}

TEST_CASE_METHOD(Fixture, "offered events keep their body", "[dispatch][queue]") {
  refill();
  arrive(1);
  const Queued next = queue.take();
  REQUIRE(std::holds_alternative<ReadyEvent>(next));
  CHECK(std::get<ReadyEvent>(next).body == "xx");
}

TEST_CASE_METHOD(Fixture, "an event both read and offered runs once", "[dispatch][queue]") {
  inbox.commit(1);
  inbox.commit(2);
  SECTION("offered while the inbox is read") {
    inbox.after_read([&] { offer(1), offer(2); });
    CHECK(drain() == from_to(1, 2));
  }
  SECTION("offered after the inbox was read") {
    refill();
    offer(1);
    offer(2);
    CHECK(drain() == from_to(1, 2));
  }
}

TEST_CASE_METHOD(Fixture, "a commit group half offered during the read loses nothing",
                 "[dispatch][queue]") {
  // Events 2 and 3 are on disk together; 2 is offered before the read is merged, 3 after.
  inbox.commit(1);
  inbox.commit(2);
  inbox.commit(3);
  inbox.after_read([&] { offer(2); });
  refill();
  offer(3);
  arrive(4);
  CHECK(drain() == from_to(1, 4));
}

TEST_CASE_METHOD(Fixture, "events that arrive after the snapshot come behind it",
                 "[dispatch][queue]") {
  inbox.commit(1);
  inbox.after_read([&] { arrive(2), arrive(3); });
  CHECK(drain() == from_to(1, 3));
}

TEST_CASE_METHOD(Fixture, "events waiting for a retry step aside", "[dispatch][queue]") {
  inbox.commit(1, EventState::retrying);
  inbox.commit(2);
  inbox.commit(3, EventState::retrying);
  CHECK(drain() == from_to(2, 2));
  CHECK(waiting == std::vector<EventSeq>{1, 3});
}

TEST_CASE_METHOD(Fixture, "a long backlog is read in order, part by part", "[dispatch][queue]") {
  const auto count = static_cast<EventSeq>(2 * kRefillMax + 7);
  for (EventSeq seq = 1; seq <= count; ++seq) inbox.commit(seq);
  CHECK(drain() == from_to(1, count));
  CHECK_FALSE(queue.behind());
}

TEST_CASE_METHOD(Fixture, "a backlog of exactly one part is complete", "[dispatch][queue]") {
  const auto count = static_cast<EventSeq>(kRefillMax);
  for (EventSeq seq = 1; seq <= count; ++seq) inbox.commit(seq);
  CHECK(drain() == from_to(1, count));
  arrive(count + 1);
  CHECK(drain() == from_to(count + 1, count + 1));
}

TEST_CASE_METHOD(Fixture, "what is offered during a partial read waits for its turn",
                 "[dispatch][queue]") {
  const auto count = static_cast<EventSeq>(kRefillMax + 5);
  for (EventSeq seq = 1; seq <= count; ++seq) inbox.commit(seq);
  inbox.after_read([&] { arrive(count + 1); });
  CHECK(drain() == from_to(1, count + 1));
}

TEST_CASE_METHOD(Fixture, "beyond its limits the queue falls behind and catches up in order",
                 "[dispatch][queue]") {
  refill();
  EventSeq last = 0;
  SECTION("too many events") {
    last = static_cast<EventSeq>(kQueuedEventsMax) + 10;
    for (EventSeq seq = 1; seq <= last; ++seq) arrive(seq);
  }
  SECTION("too many bytes") {
    last = 6;
    for (EventSeq seq = 1; seq <= last; ++seq) arrive(seq, kQueuedBytesMax / 4);
  }
  CHECK(queue.behind());
  CHECK(drain() == from_to(1, last));
  CHECK_FALSE(queue.behind());
  arrive(last + 1);
  CHECK_FALSE(queue.empty());  // room again: offers are kept once more
}

TEST_CASE_METHOD(Fixture, "one event larger than the whole budget still runs",
                 "[dispatch][queue]") {
  refill();
  arrive(1, kQueuedBytesMax + 1);
  arrive(2);
  CHECK(drain() == from_to(1, 2));
}

TEST_CASE_METHOD(Fixture, "starting over reads every open event again", "[dispatch][queue]") {
  refill();
  for (EventSeq seq = 1; seq <= 4; ++seq) arrive(seq);
  queue.take();
  inbox.settle(1);
  queue.start_over();
  CHECK(queue.behind());
  CHECK(drain() == from_to(2, 4));
}

TEST_CASE_METHOD(Fixture, "starting over while events arrive keeps their order",
                 "[dispatch][queue]") {
  refill();
  arrive(1);
  queue.start_over();
  arrive(2);
  inbox.before_read([&] { arrive(3); });
  inbox.after_read([&] { arrive(4); });
  CHECK(drain() == from_to(1, 4));
}
