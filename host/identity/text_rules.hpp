// What outside text may look like once it becomes an event type, a key, a header look-up or a
// reply.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace host::identity {

inline constexpr std::size_t kEntityPathMax = 512;  // contract 2.3
inline constexpr std::size_t kKeyMax = 256;         // contract 2.3

std::optional<std::string_view> find_header(
    const std::vector<std::pair<std::string, std::string>>& headers, std::string_view name);

// Control characters become `_`, the length is bounded; an empty type is "generic".
std::string tidy_event_type(std::string type);

// Contract 3, handshake: ≤ 1 KiB of harmless characters. Anything else in it makes the reply empty.
std::string harmless_reply(std::string body);

// Contract 2.3: what a stored path and a connector's key must look like. The returned text says
// what is wrong; nothing when all is well.
std::optional<std::string> path_fault(std::string_view path);
std::optional<std::string> key_fault(std::string_view key, bool slash_allowed);

// {event_type, / as _}-{event_id}
std::string raw_key(std::string_view event_type, std::string_view event_id);

}  // namespace host::identity
