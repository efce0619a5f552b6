#include "host/stream/sse.hpp"

#include <fmt/format.h>

namespace host::stream {

std::string sse_opening(std::chrono::milliseconds retry, store::EntryId position) {
  return fmt::format("retry: {}\nid: {}\n\n", retry.count(), position);
}

std::string sse_event(std::string_view name, store::EntryId id, std::string json) {
  for (const char line_end : {'\n', '\r'}) {
    for (std::size_t at = 0; (at = json.find(line_end, at)) != std::string::npos;) json[at] = ' ';
  }
  return fmt::format("event: {}\nid: {}\ndata: {}\n\n", name, id, json);
}

std::string sse_heartbeat(store::EntryId position) {
  return fmt::format(": heartbeat\nid: {}\n\n", position);
}

}  // namespace host::stream
