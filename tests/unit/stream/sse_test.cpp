// The text of server-sent events.
#include "host/stream/sse.hpp"

#include "tests/support/catch.hpp"

using namespace host::stream;

TEST_CASE("an event is one line of data with its name and id", "[stream]") {
  CHECK(sse_event("write", 12, R"({"a":1})") == "event: write\nid: 12\ndata: {\"a\":1}\n\n");
}

TEST_CASE("line ends between tokens of a value do not cut an event", "[stream]") {
  const std::string event = sse_event("write", 1, "{\r\n \"a\":\n1}");
  CHECK(event == "event: write\nid: 1\ndata: {   \"a\": 1}\n\n");
}

TEST_CASE("the opening and heartbeats move the resume point and are no events", "[stream]") {
  CHECK(sse_opening(std::chrono::milliseconds(2000), 7) == "retry: 2000\nid: 7\n\n");
  CHECK(sse_heartbeat(9) == ": heartbeat\nid: 9\n\n");
}
