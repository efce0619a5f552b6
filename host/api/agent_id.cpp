#include "host/api/agent_id.hpp"

#include <algorithm>
#include <string_view>

namespace host::api {
namespace {

constexpr std::size_t kAgentIdMax = 256;
constexpr std::string_view kReserved[] = {"webhook/", "external/", "_system/"};

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

}  // namespace

std::string agent_id_of(BodyFields& fields) {
  std::string id = fields.text("agent_id", kAgentIdMax);
  if (std::any_of(id.begin(), id.end(), is_control)) {
    fields.fault("agent_id", "has a control character");
  }
  for (const std::string_view prefix : kReserved) {
    if (!id.starts_with(prefix)) continue;
    throw BadRequest(http::problem(403, "agent_id_reserved",
                                   "ids that begin with webhook/, external/ or _system/ are the "
                                   "host's; use another agent_id"));
  }
  return id;
}

}  // namespace host::api
