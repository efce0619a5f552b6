// Code that is exchanged under a lane: what runs ends first, order is kept, nothing runs twice, and
// an instance ends on the thread that ran it.
#include "host/dispatch/dispatcher.hpp"

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "tests/support/catch.hpp"
#include "tests/support/wait_until.hpp"
#include "tests/unit/identity/plan_fixture.hpp"
#include "tests/unit/store/store_fixture.hpp"

namespace {

using namespace host::dispatch;  // NOLINT(google-build-using-namespace)
using host::connector::EventView;
using host::connector::MemoryReader;
using host::connector::TransformOutcome;
using host::connector::TransformStatus;

constexpr std::chrono::seconds kPatience{10};

// What the runtimes of one test did, in order.
struct Journal {
  struct Line {
    std::string runtime;
    std::string event;  // empty: the runtime was destroyed
    std::thread::id thread;
  };
  void add(const std::string& runtime, const std::string& event) {
    const std::lock_guard lock(mutex);
    lines.push_back({runtime, event, std::this_thread::get_id()});
    changed.notify_all();
  }
  std::vector<Line> copy() {
    const std::lock_guard lock(mutex);
    return lines;
  }
  void wait_for(std::size_t count) {
    std::unique_lock lock(mutex);
    REQUIRE(changed.wait_for(lock, kPatience, [&] { return lines.size() >= count; }));
  }

  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Line> lines;
};

// Skips every event; holds each until the gate, if it has one, is open.
class Runtime final : public host::connector::ConnectorRuntime {
 public:
  Runtime(Journal& journal, std::string name, std::shared_ptr<std::mutex> gate = nullptr)
      : journal_(journal), name_(std::move(name)), gate_(std::move(gate)) {}
  ~Runtime() override { journal_.add(name_, ""); }

  TransformOutcome transform(const EventView& event, MemoryReader* /*memory*/) override {
    journal_.add(name_, std::string(event.delivery_id));
    if (gate_) const std::lock_guard pass(*gate_);
    TransformOutcome out;
    out.status = TransformStatus::skip;
    out.reason = "noted";
    return out;
  }

 private:
  Journal& journal_;
  const std::string name_;
  const std::shared_ptr<std::mutex> gate_;
};

struct Fixture : test::StoreFixture {
  Fixture() : dispatcher(*store, clock) {}
  ~Fixture() { dispatcher.stop(); }

  bool assign(const std::string& runtime, std::shared_ptr<std::mutex> gate = nullptr) {
    Target target;
    target.connector = "github";
    target.manifest = identity_test::manifest_of("");
    target.plan = std::make_shared<const host::identity::IdentityPlan>(target.manifest, "github");
    target.runtime = std::make_shared<Runtime>(journal, runtime, std::move(gate));
    return dispatcher.assign(std::move(target), {scope(endpoint)}).has_value();
  }
  static EndpointScope scope(host::store::EndpointId id) {
    EndpointScope out;
    out.id = id;
    return out;
  }
  // Into the inbox, and offered as ingest does it: on the store's thread, once it is committed.
  void accept(const std::string& id) { accept_at(endpoint, id); }
  void accept_at(host::store::EndpointId at, const std::string& id) {
    ReadyEvent event;
    event.endpoint = at;
    event.event_type = "issues.opened";
    event.delivery_id = id;
    event.content_type = "application/json";
    event.body = R"({"id":")" + id + "\"}";
    event.raw_path = "github";
    event.received_at = test::kNoon;
    std::promise<host::store::EventSeq> accepted;
    host::store::Append append = delivery(id, event.body);
    append.endpoint = at;
    store->append(std::move(append), [&](const host::store::AppendOutcome& outcome) {
      event.seq = outcome.seq;
      event.id = outcome.event_id;
      if (outcome.status == host::store::AppendStatus::accepted) dispatcher.offer(std::move(event));
      accepted.set_value(outcome.seq);
    });
    seqs.push_back(accepted.get_future().get());
  }
  bool is_settled(host::store::EventSeq seq) {
    return reader->event_by_seq(seq)->state == host::store::EventState::done;
  }
  void wait_until_settled() {
    REQUIRE(test::wait_until(
        [&] {
          for (const auto seq : seqs) {
            if (!is_settled(seq)) return false;
          }
          return true;
        },
        kPatience));
  }
  // "a:1 a:2 ~a b:3": runtime a ran 1 and 2 and ended, then b ran 3.
  std::string story() {
    std::string out;
    for (const Journal::Line& line : journal.copy()) {
      out += (out.empty() ? "" : " ");
      out += line.event.empty() ? "~" + line.runtime : line.runtime + ":" + line.event;
    }
    return out;
  }

  Journal journal;
  Dispatcher dispatcher;
  std::vector<host::store::EventSeq> seqs;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "without a target events stay in the inbox", "[dispatch]") {
  accept("1");
  REQUIRE(assign("a"));
  journal.wait_for(1);
  dispatcher.hold("github");
  accept("2");
  accept("3");
  dispatcher.run_again(endpoint, seqs[1]);
  journal.wait_for(2);  // a has ended
  CHECK(story() == "a:1 ~a");
  CHECK_FALSE(is_settled(seqs[1]));
  REQUIRE(assign("b"));
  wait_until_settled();
  CHECK(story() == "a:1 ~a b:2 b:3");
}

TEST_CASE_METHOD(Fixture, "the running event ends with its code, the next meets the new one",
                 "[dispatch]") {
  const auto gate = std::make_shared<std::mutex>();
  gate->lock();
  REQUIRE(assign("a", gate));
  accept("1");
  journal.wait_for(1);
  accept("2");
  REQUIRE(assign("b"));  // does not wait
  accept("3");
  CHECK(dispatcher.is_processing(endpoint, seqs[0]));
  CHECK(story() == "a:1");
  gate->unlock();
  wait_until_settled();
  journal.wait_for(4);
  const auto lines = journal.copy();
  std::string runs;
  for (const Journal::Line& line : lines)
    if (!line.event.empty()) runs += line.runtime + ":" + line.event + " ";
  CHECK(runs == "a:1 b:2 b:3 ");
  for (const Journal::Line& line : lines) CHECK(line.thread == lines.front().thread);
}

TEST_CASE_METHOD(Fixture, "a target that was never taken never runs", "[dispatch]") {
  const auto gate = std::make_shared<std::mutex>();
  gate->lock();
  REQUIRE(assign("a", gate));
  accept("1");
  journal.wait_for(1);
  REQUIRE(assign("b"));
  accept("2");
  REQUIRE(assign("c"));
  journal.wait_for(2);
  CHECK(story() == "a:1 ~b");
  gate->unlock();
  wait_until_settled();
  journal.wait_for(4);
  CHECK(story().find("b:") == std::string::npos);
  CHECK(story().find("c:2") != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "an instance that somebody still refers to ends on its lane later",
                 "[dispatch]") {
  Target target;
  target.connector = "github";
  target.manifest = identity_test::manifest_of("");
  target.plan = std::make_shared<const host::identity::IdentityPlan>(target.manifest, "github");
  std::shared_ptr<host::connector::ConnectorRuntime> elsewhere =
      std::make_shared<Runtime>(journal, "a");
  target.runtime = elsewhere;
  REQUIRE(dispatcher.assign(std::move(target), {scope(endpoint)}).has_value());
  accept("1");
  journal.wait_for(1);
  REQUIRE(assign("b"));
  accept("2");
  journal.wait_for(2);
  CHECK(story() == "a:1 b:2");
  elsewhere.reset();
  journal.wait_for(3);
  CHECK(story() == "a:1 b:2 ~a");
  const auto lines = journal.copy();
  CHECK(lines[2].thread == lines[0].thread);
}

TEST_CASE_METHOD(Fixture, "a hundred exchanges under load run every event once, in order",
                 "[dispatch]") {
  constexpr int kEvents = 300;
  REQUIRE(assign("r0"));
  int refused = 0;
  std::thread changer([this, &refused] {
    for (int i = 1; i <= 100; ++i) {
      if (i % 5 == 0) dispatcher.hold("github");
      if (!assign("r" + std::to_string(i))) ++refused;
      std::this_thread::yield();
    }
  });
  for (int i = 0; i < kEvents; ++i) accept(std::to_string(i));
  changer.join();
  CHECK(refused == 0);
  wait_until_settled();
  std::vector<std::string> ran;
  for (const Journal::Line& line : journal.copy())
    if (!line.event.empty()) ran.push_back(line.event);
  REQUIRE(ran.size() == kEvents);
  for (int i = 0; i < kEvents; ++i) REQUIRE(ran[static_cast<std::size_t>(i)] == std::to_string(i));
}

TEST_CASE_METHOD(Fixture, "a flood at one endpoint does not hold up another", "[dispatch]") {
  const auto gate = std::make_shared<std::mutex>();
  gate->lock();
  REQUIRE(assign("a", gate));
  accept("first");
  journal.wait_for(1);  // the lane is busy: what comes now waits
  const auto quiet = store->default_endpoint(host::store::kDefaultTenant, "quiet").value();
  dispatcher.add_endpoint("github", scope(quiet));
  for (int i = 0; i < 50; ++i) accept("flood-" + std::to_string(i));
  for (int i = 0; i < 3; ++i) accept_at(quiet, "q" + std::to_string(i));
  gate->unlock();
  wait_until_settled();
  const auto lines = journal.copy();
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i].event[0] == 'q') places.push_back(i);
  REQUIRE(places.size() == 3);
  CHECK(places.back() <= 8);  // turn by turn, behind the one that ran
}

TEST_CASE_METHOD(Fixture, "a large replay does not hold up what arrives", "[dispatch]") {
  constexpr std::size_t kReplayed = 50;
  const auto gate = std::make_shared<std::mutex>();
  REQUIRE(assign("a", gate));
  for (std::size_t i = 0; i < kReplayed; ++i) accept("old-" + std::to_string(i));
  wait_until_settled();
  gate->lock();
  accept("busy");
  journal.wait_for(kReplayed + 1);  // the lane is busy: what comes now waits
  for (std::size_t i = 0; i < kReplayed; ++i) {
    const auto outcome = replay(reader->event_by_seq(seqs[i])->id);
    REQUIRE(outcome.ok);
    dispatcher.run_again(outcome.endpoint, outcome.seq);
  }
  for (int i = 0; i < 3; ++i) accept("live-" + std::to_string(i));
  gate->unlock();
  wait_until_settled();
  const auto lines = journal.copy();
  REQUIRE(lines.size() == 2 * kReplayed + 4);
  std::size_t last_live = 0;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i].event.rfind("live-", 0) == 0) last_live = i;
  CHECK(last_live <= kReplayed + 7);  // turn by turn, behind the one that ran
}

TEST_CASE_METHOD(Fixture, "an endpoint that comes later runs what it has in the inbox already",
                 "[dispatch]") {
  REQUIRE(assign("a"));
  const auto late = store->default_endpoint(host::store::kDefaultTenant, "late").value();
  accept_at(late, "1");  // nobody knows it
  accept("2");
  journal.wait_for(1);
  CHECK(story() == "a:2");
  dispatcher.add_endpoint("github", scope(late));
  dispatcher.add_endpoint("github", scope(late));
  dispatcher.add_endpoint("nobody", scope(late));
  wait_until_settled();
  CHECK(story() == "a:2 a:1");
}

TEST_CASE("a lane that nobody assigned to is no lane") {
  test::StoreFixture store;
  Dispatcher dispatcher(*store.store, store.clock);
  dispatcher.hold("unknown");
  dispatcher.offer({});
  dispatcher.run_again(5, 5);
  CHECK_FALSE(dispatcher.is_processing(5, 5));
}
