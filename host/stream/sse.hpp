// Server-sent events as text (WHATWG HTML, 9.2): LF line ends only.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "host/store/records.hpp"

namespace host::stream {

// The first block: how long to wait before a reconnect, and where this stream starts.
std::string sse_opening(std::chrono::milliseconds retry, store::EntryId position);

// `json` may have line ends between its tokens (JSON allows them nowhere else); they become spaces.
std::string sse_event(std::string_view name, store::EntryId id, std::string json);

// A comment; the id moves a client's resume point past what its filter left out.
std::string sse_heartbeat(store::EntryId position);

}  // namespace host::stream
