#include "host/api/system_routes.hpp"

#include "host/api/parameters.hpp"
#include "host/base/version.hpp"
#include "host/json/writer.hpp"

namespace host::api {
namespace {

void write_connector(json::JsonWriter& writer, const ConnectorInfo& connector) {
  writer.begin_object().put("name", connector.name).put("version", connector.version);
  writer.put("state", connector.state).put("reason", connector.reason);
  writer.put("source", connector.source).put("description", connector.description);
  writer.put("entity_path", connector.entity_path).put("event_types", connector.event_types);
  writer.put("generation", connector.generation);
  writer.put("refused_changes", connector.refused_changes);
  writer.end_object();
}

http::Response list_connectors(const std::vector<ConnectorInfo>& connectors) {
  json::JsonWriter writer;
  writer.begin_object().key("connectors").begin_array();
  for (const ConnectorInfo& connector : connectors) write_connector(writer, connector);
  writer.end_array().put("total", connectors.size()).end_object();
  return http::json(200, writer.text());
}

http::Response get_connector(const std::vector<ConnectorInfo>& connectors,
                             const http::Request& request) {
  const std::string name = path_parameter(request, "name");
  for (const ConnectorInfo& connector : connectors) {
    if (connector.name != name) continue;
    json::JsonWriter writer;
    write_connector(writer, connector);
    return http::json(200, writer.text());
  }
  return http::problem(404, "connector_not_found",
                       "no such connector; list connectors to see their names");
}

http::Response get_health(const std::string& version) {
  json::JsonWriter writer;
  writer.begin_object().put("status", "ok").put("version", version).end_object();
  return http::json(200, writer.text());
}

http::Response get_ready(const store::StoreHealth& store, bool draining) {
  if (draining) return http::problem(503, "shutting_down", "the host is stopping");
  if (!store.writable) return http::problem(503, "storage_full", store.reason);
  json::JsonWriter writer;
  writer.begin_object().put("status", "ready").end_object();
  return http::json(200, writer.text());
}

}  // namespace

std::shared_ptr<http::Handler> health_handler() {
  return http::sync_handler([](const http::Request&) { return get_health(kVersion); });
}

std::shared_ptr<http::Handler> ready_handler(const store::Store& store,
                                             const std::atomic<bool>& draining) {
  return http::sync_handler([&store, &draining](const http::Request&) {
    return get_ready(store.health(), draining.load());
  });
}

void add_system_routes(RouteTable& table, const ConnectorInfos& connectors,
                       const std::atomic<bool>& draining) {
  using access::Scope;
  table.query("GET", "/connectors", Scope::read,
              [&connectors](const http::Request&, const access::Caller&, store::Reader&) {
                return list_connectors(*connectors.get());
              });
  table.query("GET", "/connectors/{name}", Scope::read,
              [&connectors](const http::Request& request, const access::Caller&, store::Reader&) {
                return get_connector(*connectors.get(), request);
              });
  table.open_at_both("/health", health_handler());
  table.open_at_both("/ready", ready_handler(table.parts().store, draining));
}

}  // namespace host::api
