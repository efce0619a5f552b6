// Tests of the built library, reached as the host reaches it. Plain C++, so that nothing needs to
// be installed; another framework is linked to connector_my-service_test in CMakeLists.txt.
#include <amfs/testing.hpp>

#include <cstdio>
#include <exception>

namespace {

using namespace amfs::testing;

int failed = 0;

#define CHECK(condition)                                                        \
  do {                                                                          \
    if (!(condition)) {                                                         \
      std::printf("%s:%d: CHECK(%s) failed\n", __FILE__, __LINE__, #condition); \
      ++failed;                                                                 \
    }                                                                           \
  } while (false)

// One of its own for each test: memory, clock and connector start afresh.
struct Host {
  MockAMFS mock{"my-service"};
  MockAMFS::Connector connector = mock.load_library(AMFS_CONNECTOR_LIBRARY);

  Outcome deliver(const Event& event) { return mock.deliver(*connector, event); }
};

void a_created_event_is_written() {
  Host host;
  const Event event = event_from("samples/event.created.json");
  CHECK(host.deliver(event).status == "written");
  const auto entry = host.mock.read("my-service/shop", "event-42");
  CHECK(entry.has_value());
  CHECK(entry && entry->value == golden("event-42.json"));
  CHECK(entry && entry->confidence == 0.7);
  // Senders repeat themselves; that makes no new version.
  CHECK(host.deliver(event).status == "unchanged");
}

void without_a_severity_it_is_info() {
  Host host;
  CHECK(host.deliver(event_from("created-without-severity.json", "event.created")).status ==
        "written");
  const auto entry = host.mock.read("my-service/shop", "event-43");
  CHECK(entry && entry->value.get("severity").str() == "info");
}

void a_deleted_event_is_a_note() {
  Host host;
  CHECK(host.deliver(event_from("samples/event.deleted.json")).status == "context");
  CHECK(host.mock.contexts().size() == 1);
  CHECK(host.mock.contexts().at(0).label == "my-service-deletion-42");
}

// No entry without an id, no crash on a payload nobody thought of: the host keeps both as they are.
void anything_else_is_kept_raw() {
  Host host;
  CHECK(host.deliver(event_from("created-without-id.json", "event.created")).status == "raw");
  CHECK(host.deliver(event("event.archived", {{"id", 7}})).status == "raw");
  CHECK(host.deliver(event("event.created", "[1, 2]")).status == "raw");
}

}  // namespace

int main() try {
  a_created_event_is_written();
  without_a_severity_it_is_info();
  a_deleted_event_is_a_note();
  anything_else_is_kept_raw();
  if (failed == 0) std::printf("all passed\n");
  return failed == 0 ? 0 : 1;
} catch (const std::exception& error) {
  std::printf("failed: %s\n", error.what());
  return 1;
}
