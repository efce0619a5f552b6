// The event as a connector sees it: flags and times by the ABI, memory only where permitted.
#include "host/dispatch/run_connector.hpp"

#include "amfs/abi/connector.h"
#include "tests/support/catch.hpp"
#include "tests/unit/identity/plan_fixture.hpp"

namespace {

using namespace host::connector;  // NOLINT(google-build-using-namespace)

struct Recorder final : ConnectorRuntime {
  TransformOutcome transform(const EventView& event, MemoryReader* memory) override {
    flags = event.flags;
    occurred = event.occurred_unix_ns;
    attempt = event.attempt;
    may_read = memory != nullptr;
    return {};
  }
  std::uint32_t flags = 0;
  std::int64_t occurred = -1;
  std::uint32_t attempt = 0;
  bool may_read = false;
};

struct NoMemory final : MemoryReader {
  using Record = std::optional<MemoryRecord>;
  host::Result<Record> get(std::string_view, std::string_view) override { return Record(); }
  host::Result<Record> find_ref(std::string_view) override { return Record(); }
  host::Result<std::vector<MemoryRecord>> list(std::string_view, std::size_t) override {
    return std::vector<MemoryRecord>();
  }
};

Recorder seen(std::uint32_t store_flags, const std::string& yaml) {
  host::dispatch::Target target;
  target.manifest = identity_test::manifest_of(yaml);
  host::dispatch::ReadyEvent event;
  event.flags = store_flags;
  event.received_at = 5;
  event.attempts = 2;
  Recorder recorder;
  NoMemory memory;
  host::dispatch::run_connector(recorder, event, target, memory);
  return recorder;
}

}  // namespace

TEST_CASE("a connector learns of replays, forms and ids", "[dispatch]") {
  using namespace host::store;  // NOLINT(google-build-using-namespace)
  CHECK(seen(0, "").flags == 0);
  CHECK(seen(kFlagReplay, "").flags == AMFS_EVENT_REPLAY);
  CHECK(seen(kFlagForm | kFlagIdSigned, "").flags == (AMFS_EVENT_FORM | AMFS_EVENT_ID_SIGNED));
  CHECK(seen(kFlagIdReused | kFlagTest, "").flags == (AMFS_EVENT_ID_REUSED | AMFS_EVENT_TEST));
  CHECK(seen(0, "").attempt == 3);
  CHECK(seen(0, "").occurred == 0);  // unknown stays unknown
}

TEST_CASE("memory is there only where the manifest permits it", "[dispatch]") {
  CHECK_FALSE(seen(0, "").may_read);
  CHECK(seen(0, "permissions: {memory_read: true}\n").may_read);
}
