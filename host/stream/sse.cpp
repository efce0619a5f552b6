#include "host/stream/sse.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace host::stream {

std::string sse_opening(std::chrono::milliseconds retry, store::EntryId position) {
  return fmt::format("retry: {}\nid: {}\n\n", retry.count(), position);
}

std::string sse_event(std::string_view name, store::EntryId id, std::string json) {
  std::replace_if(
      json.begin(), json.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return fmt::format("event: {}\nid: {}\ndata: {}\n\n", name, id, json);
}

std::string sse_heartbeat(store::EntryId position) {
  return fmt::format(": heartbeat\nid: {}\n\n", position);
}

}  // namespace host::stream
