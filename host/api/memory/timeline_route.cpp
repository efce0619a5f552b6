// GET /agents/{agent_id}/timeline: what an agent wrote, newest first, as AMFS's timeline events. An
// agent's id may hold slashes.
#include <algorithm>
#include <array>

#include "host/api/memory/entry_json.hpp"
#include "host/api/overview/overview_routes.hpp"
#include "host/api/page_link.hpp"
#include "host/api/parameters.hpp"
#include "host/api/query_handler.hpp"
#include "host/json/writer.hpp"

namespace host::api {
namespace {

constexpr char kTimelineOrder = 't';
constexpr std::size_t kTimelineLimit = 100;

// AMFS's types. Only the first two are ever made here; asking for another finds nothing.
constexpr std::array<std::string_view, 14> kEventTypes{
    "write",          "webhook",          "outcome",        "read",
    "brief_compiled", "cross_agent_read", "branch_created", "branch_merged",
    "branch_closed",  "access_granted",   "access_revoked", "rollback",
    "tag_created",    "cherry_pick"};

std::string type_of(const std::string& agent_id) {
  return std::string(kEventTypes[agent_id.starts_with("webhook/") ? 1 : 0]);
}

// The summary is made of ids only: what was written stays behind its key.
void write_event(json::JsonWriter& writer, const store::EntryHead& head) {
  writer.begin_object().put("id", "evn_" + std::to_string(head.id)).put("namespace", "default");
  writer.put("agent_id", head.agent_id).put("branch", "main");
  writer.put("event_type", type_of(head.agent_id));
  writer.put("summary", "wrote " + head.entity_path + "/" + head.key + " version " +
                            std::to_string(head.version));
  writer.key("details").begin_object();
  writer.put("entity_path", head.entity_path).put("key", head.key);
  writer.put("version", head.version).put("current", head.current);
  writer.put("confidence", head.confidence);
  writer.put("memory_type", store::to_string(head.memory_type));
  if (!head.event_id.empty()) {
    writer.put("event_id", head.event_id).put("event_type", head.event_type);
  }
  writer.end_object().put_null("actor_agent_id");
  put_time(writer, "created_at", head.written_at);
  writer.end_object();
}

http::Response get_timeline(const http::Request& request, const access::Caller& caller,
                            store::Reader& reader) {
  const Parameters parameters(request);
  const std::string agent_id = path_parameter(request, "agent_id");
  const std::string type = parameters.text("event_type");
  if (!type.empty() &&
      std::find(kEventTypes.begin(), kEventTypes.end(), type) == kEventTypes.end()) {
    throw BadParameter("event_type", "expected write, webhook or another of AMFS's event types");
  }
  const UnixNs since = parameters.time("since", 0);
  const std::size_t limit = parameters.limit(kTimelineLimit);
  const store::EntryId before =
      parse_entry_cursor(parameters.text("cursor"), kTimelineOrder, caller.tenant, reader);
  store::AgentWrites page;
  const auto agent = reader.overview().agent(caller.tenant, agent_id);
  if (agent && (type.empty() || type == type_of(agent_id))) {
    page = reader.overview().writes_of_agent(agent->number, since, before, limit);
  }
  json::JsonWriter writer;
  writer.begin_object().put("agentId", agent_id).key("events").begin_array();
  for (const store::EntryHead& head : page.writes) write_event(writer, head);
  writer.end_array().put("count", page.writes.size()).end_object();
  http::Response response = http::json(200, writer.text());
  if (page.next != 0) {
    response.set_header("Link", next_page_link(request, entry_cursor(kTimelineOrder, page.next)));
  }
  return response;
}

}  // namespace

void add_timeline_route(RouteTable& table) {
  table.query("GET", "/agents/{agent_id*}/timeline", access::Scope::read, get_timeline);
}

}  // namespace host::api
