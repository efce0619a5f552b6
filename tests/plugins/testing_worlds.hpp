// The same connector in two worlds: the host's own code with a real store, and MockAMFS. Each step
// gives a text of everything that can be seen; both must give the same.
#pragma once

#include <amfs/testing.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/connector/in_process_runtime.hpp"
#include "host/dispatch/memory_view.hpp"
#include "host/dispatch/results.hpp"
#include "host/dispatch/run_connector.hpp"
#include "tests/unit/identity/plan_fixture.hpp"
#include "tests/unit/store/store_fixture.hpp"

namespace worlds {

// What transform does in a step; a plain function, as a C connector would have.
using Script = std::function<amfs_status(const amfs_event&, const amfs_sink&)>;

struct Step {
  Script script;
  std::string payload = "{}";
  std::int64_t occurred_after_s = 0;  // the event's time, relative to the clock; 0 = unknown
  std::int64_t advance_s = 0;         // of the clock, before the step
};

// The class that runs `script`.
inline Script& script() {
  static Script current;
  return current;
}
const amfs_class& scripted_class();

struct Seen {
  std::string status;
  std::string reason;
  bool clock_suspect = false;
  std::int64_t retry_wait_ns = 0;
  std::string memory;  // every version and note, as text
};

class HostWorld {
 public:
  HostWorld();
  Seen run(const Step& step);
  Seen run_again();  // the last event, as after its retry

 private:
  Seen settle();

  test::StoreFixture store_;
  host::dispatch::Target target_;
  host::dispatch::PendingWrites pending_;
  host::dispatch::ReadyEvent event_;
  std::string notes_;
  int count_ = 0;
};

class MockWorld {
 public:
  MockWorld();
  Seen run(const Step& step);
  Seen run_again();

 private:
  Seen seen(const amfs::testing::Outcome& outcome);

  amfs::testing::MockAMFS mock_;
  amfs::testing::MockAMFS::Connector connector_;
  int count_ = 0;
};

}  // namespace worlds
