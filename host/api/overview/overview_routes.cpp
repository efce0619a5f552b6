#include "host/api/overview/overview_routes.hpp"

#include "host/api/memory/entry_json.hpp"
#include "host/api/page_link.hpp"
#include "host/api/parameters.hpp"
#include "host/api/query_handler.hpp"
#include "host/json/writer.hpp"

namespace host::api {
namespace {

constexpr char kEntityOrder = 'e';

void write_entity(json::JsonWriter& writer, const store::EntitySummary& entity) {
  writer.begin_object().put("entity_path", entity.path).put("entry_count", entity.entries);
  writer.put("avg_confidence", entity.confidence_avg);
  put_time(writer, "last_updated", entity.last_at);
  writer.put("last_agent", entity.last_agent).put("agents", entity.agents);
  writer.put("hashed_count", entity.entries);  // every entry has a content hash
  writer.put("total_recalls", entity.recalls);
  writer.put("recalled_tokens_saved", entity.tokens_saved).end_object();
}

http::Response list_entities(const http::Request& request, const access::Caller& caller,
                             store::Reader& reader) {
  const Parameters parameters(request);
  const std::size_t limit = parameters.limit(kLimitMax);
  const store::EntryId before =
      parse_entry_cursor(parameters.text("cursor"), kEntityOrder, caller.tenant, reader);
  const store::EntityPage page = reader.overview().entities(caller.tenant, before, limit);
  json::JsonWriter writer;
  writer.begin_object().key("entities").begin_array();
  for (const store::EntitySummary& entity : page.entities) write_entity(writer, entity);
  writer.end_array().put("total", page.total).end_object();
  http::Response response = http::json(200, writer.text());
  if (page.next != 0) {
    response.set_header("Link", next_page_link(request, entry_cursor(kEntityOrder, page.next)));
  }
  return response;
}

// What we do not know of an agent is there with AMFS's default.
void write_agent(json::JsonWriter& writer, const store::AgentSummary& agent) {
  writer.begin_object().put("agentId", agent.id).put("entriesWritten", agent.entries);
  writer.put("entitiesTouched", agent.entities);
  put_time(writer, "lastActive", agent.last_at);
  put_time(writer, "createdAt", agent.first_at);
  writer.put_null("description").put_null("platform").end_object();
}

http::Response list_agents(const http::Request& request, const access::Caller& caller,
                           store::Reader& reader) {
  const Parameters parameters(request);
  const std::size_t limit = parameters.limit(kLimitMax);
  const auto offset = static_cast<std::size_t>(parameters.integer("offset", 0, 0, INT32_MAX));
  const store::AgentPage page = reader.overview().agents(caller.tenant, offset, limit);
  json::JsonWriter writer;
  writer.begin_object().key("agents").begin_array();
  for (const store::AgentSummary& agent : page.agents) write_agent(writer, agent);
  writer.end_array().put("total", page.total).end_object();
  return http::json(200, writer.text());
}

}  // namespace

void add_overview_routes(RouteTable& table) {
  using access::Scope;
  table.query("GET", "/entities", Scope::read, list_entities);
  table.query("GET", "/agents", Scope::read, list_agents);
  add_stats_route(table);
  add_timeline_route(table);
}

}  // namespace host::api
