// MockAMFS: a host for one test. It loads a connector through the real ABI, delivers events and
// does with the results what the host does; time stands still until the test moves it.
//
// Strict: a result that the host would refuse, or one that breaks the ABI, throws Refused with the
// reason. lenient() keeps such an event raw, as the host does. Setup errors throw Failure.
//
// It begins behind the front door: signatures, deduplication and `identity` are the host's and the
// manifest's business (amfs connector validate). One thread; connectors must not outlive it.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "amfs/detail/thunks.hpp"
#include "amfs/testing/connector.hpp"
#include "amfs/testing/event.hpp"
#include "amfs/testing/failure.hpp"
#include "amfs/testing/memory.hpp"
#include "amfs/testing/outcome.hpp"
#include "amfs/testing/signature.hpp"
#include "amfs/testing/verdict.hpp"

namespace amfs {
inline namespace v1 {
namespace testing {

class MockAMFS {
 public:
  using Connector = std::unique_ptr<MockConnector>;

  // `entity_path`: default_entity_path of the manifest, clean. `config_json`: its `config`.
  explicit MockAMFS(std::string entity_path, std::string config_json = "{}");
  MockAMFS(const MockAMFS&) = delete;
  MockAMFS& operator=(const MockAMFS&) = delete;

  // ---- what connector.yaml and the operator say; before load() ----
  MockAMFS& name(std::string name) { return around_.name = std::move(name), *this; }
  // A variable declared with `expose: true`.
  MockAMFS& env(std::string name, std::string value) {
    return around_.env.emplace_back(std::move(name), std::move(value)), *this;
  }
  // permissions. Reading is allowed unless this says no; writing, below the default path.
  MockAMFS& memory_read(bool allowed) { return memory_read_ = allowed, *this; }
  MockAMFS& memory_write(std::vector<std::string> paths) {
    return writable_ = std::move(paths), *this;
  }
  // Exact or with a trailing `*`; others go raw without calling the connector.
  MockAMFS& event_types(std::vector<std::string> types) {
    return event_types_ = std::move(types), *this;
  }
  MockAMFS& retry(std::uint32_t attempts, std::chrono::nanoseconds delay,
                  std::chrono::nanoseconds max_delay) {
    return retry_ = {attempts, delay, max_delay}, *this;
  }
  // Refused results go raw, as in the host, instead of failing the test.
  MockAMFS& lenient() { return strict_ = false, *this; }

  // ---- the clock: the connector's now(), received_at, retries ----
  Time now() const { return from_unix_ns(around_.now_unix_ns); }
  void set_now(Time time);
  void advance(std::chrono::nanoseconds by) { set_now(now() + by); }
  // What cancelled() tells the connector from now on.
  void cancel(bool cancelled = true) { cancelled_ = cancelled; }

  // ---- connectors: throw LoadFailed with what the constructor said ----
  template <class T>
  Connector load() {
    static constexpr amfs_class description = amfs::detail::describe<T>("T");
    return load(description);
  }
  // The shared library; without a name its only class.
  Connector load_library(const std::string& file, std::string_view class_name = {}) {
    return load(internal::class_in_library(file, class_name));
  }
  // Any class by its ABI description, which must live as long as the connector.
  Connector load(const amfs_class& description) {
    return std::make_unique<MockConnector>(description, around_);
  }

  // ---- events ----
  Outcome deliver(MockConnector& connector, const Event& event);
  // The same event once more, as an operator asks for it: a good connector changes nothing.
  Outcome replay(MockConnector& connector, const std::string& event_id);
  // Events of this connector whose retry is due on the clock, the longest due first.
  std::vector<Outcome> run_due(MockConnector& connector);
  // Asks a `scheme: code` connector, as the host does: one candidate after the other.
  bool validate_signature(MockConnector& connector, const SignatureRequest& request);

  // ---- what came of them ----
  // Every version ever written, late and raw ones too, in order.
  const std::vector<StoredEntry>& writes() const { return memory_.entries(); }
  const std::vector<StoredContext>& contexts() const { return contexts_; }
  // The current version.
  std::optional<StoredEntry> read(std::string_view entity_path, std::string_view key) const;
  // All versions, oldest first.
  std::vector<StoredEntry> history(std::string_view entity_path, std::string_view key) const {
    return memory_.history(entity_path, key);
  }
  const std::vector<LogLine>& log() const { return around_.log; }
  // Current entries and notes as one value, for a golden file.
  Value snapshot() const;

  // An entry somebody else wrote: what a connector meets in a shared memory.
  void remember(std::string entity_path, std::string key, Value value,
                std::string agent_id = "agent/test");
  // Forgets memory, events, log and time; settings and connectors stay.
  void reset();

 private:
  static constexpr std::int64_t kStartNs = 1'767'225'600'000'000'000;  // 2026-01-01T00:00:00Z
  static constexpr std::int64_t kBudgetNs = 2'000'000'000;             // of one transform

  bool handles(std::string_view type) const;
  Outcome run(MockConnector& connector, internal::MockEvent& event);
  void settle(internal::MockCall& call, amfs_status status, internal::MockEvent& event,
              Outcome& out);
  void refuse(internal::MockEvent& event, const std::string& reason, Outcome& out);
  amfs_status transform(MockConnector& connector, const internal::MockEvent& event,
                        internal::MockCall& call);

  internal::Surroundings around_;
  bool memory_read_ = true;
  std::vector<std::string> writable_;
  std::vector<std::string> event_types_{"*"};
  internal::RetryRule retry_;
  bool strict_ = true;
  bool cancelled_ = false;
  MockMemory memory_;
  std::vector<StoredContext> contexts_;
  std::deque<internal::MockEvent> events_;
};

}  // namespace testing
}  // namespace v1
}  // namespace amfs

#include "amfs/testing/mock_amfs_impl.hpp"
