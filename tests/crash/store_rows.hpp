// What store_child writes for an event, so that store_kill_test knows what must be there.
#pragma once

#include <string>

namespace crash {

inline constexpr const char* kEntityPath = "repos/acme/shop";

inline std::string key_of(const std::string& event_id) { return "issue-" + event_id; }

// Long enough to fill pages: a torn group would show in many of them.
inline std::string body_of(const std::string& event_id) {
  std::string body = "{\"id\":\"" + event_id + "\",\"text\":\"";
  for (int i = 0; i < 20; ++i) body += "line " + std::to_string(i) + " of " + event_id + " ";
  return body + "\"}";
}

}  // namespace crash
