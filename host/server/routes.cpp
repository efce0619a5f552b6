#include "host/server/routes.hpp"

#include <string>

#include "host/api/event_routes.hpp"
#include "host/api/memory_routes.hpp"
#include "host/api/query_handler.hpp"
#include "host/base/version.hpp"

namespace host::server {
namespace {

using access::Scope;

const std::string kBase = "/api/v1";

class Table {
 public:
  Table(http::Router& router, const RouteParts& parts) : router_(router), parts_(parts) {}

  void query(const char* method, const std::string& pattern, Scope scope, api::Query query) {
    router_.add(
        method, kBase + pattern,
        std::make_shared<api::QueryHandler>(parts_.access, scope, parts_.reads, std::move(query)));
  }
  // Both at the root and below the base: what load balancers ask.
  template <class Function>
  void open_at_both(const std::string& pattern, Function function) {
    auto handler = http::sync_handler(std::move(function));
    router_.add("GET", pattern, handler);
    router_.add("GET", kBase + pattern, handler);
  }
  void handler(const char* method, const std::string& pattern,
               std::shared_ptr<http::Handler> handler) {
    router_.add(method, kBase + pattern, std::move(handler));
  }

 private:
  http::Router& router_;
  const RouteParts& parts_;
};

void add_memory(Table& table) {
  table.query("GET", "/entries", Scope::read, api::list_entries);
  table.query("GET", "/entries/{entity_path*}/{key}", Scope::read, api::get_entry);
  table.query("GET", "/entry", Scope::read, api::get_entry_by_query);
  table.query("GET", "/history/{entity_path*}/{key}", Scope::read, api::get_history);
  table.query("GET", "/search", Scope::read, api::search_by_query);
  table.query("POST", "/search", Scope::read, api::search_by_body);
  table.query("GET", "/stats", Scope::read, api::get_stats);
}

void add_events(Table& table, const RouteParts& parts) {
  const dispatch::Dispatcher& dispatcher = parts.dispatcher;
  table.query("GET", "/events", Scope::read,
              [&dispatcher](const http::Request& request, store::Reader& reader) {
                return api::list_events(request, reader, dispatcher, std::nullopt);
              });
  table.query("GET", "/deadletters", Scope::operate,
              [&dispatcher](const http::Request& request, store::Reader& reader) {
                return api::list_events(request, reader, dispatcher, store::EventState::dead);
              });
  table.query("GET", "/events/{id}", Scope::operate,
              [&dispatcher](const http::Request& request, store::Reader& reader) {
                return api::get_event(request, reader, dispatcher);
              });
  table.handler("POST", "/events/{id}/replay",
                api::make_replay_handler(parts.access, parts.store, parts.dispatcher));
  table.handler("POST", "/events",
                api::make_direct_handler(parts.access, parts.store, parts.clock));
}

void add_system(Table& table, const RouteParts& parts) {
  const auto& connectors = parts.connectors;
  table.query("GET", "/connectors", Scope::read,
              [&connectors](const http::Request&, store::Reader&) {
                return api::list_connectors(*connectors.get());
              });
  table.query("GET", "/connectors/{name}", Scope::read,
              [&connectors](const http::Request& request, store::Reader&) {
                return api::get_connector(*connectors.get(), request);
              });
  table.open_at_both("/health", [](const http::Request&) { return api::get_health(kVersion); });
  table.open_at_both("/ready",
                     [&store = parts.store, &draining = parts.draining](const http::Request&) {
                       return api::get_ready(store.health(), draining.load());
                     });
}

}  // namespace

void add_routes(http::Router& router, const RouteParts& parts) {
  Table table(router, parts);
  table.handler("POST", "/webhooks/{connector}", parts.ingest);
  table.handler("POST", "/webhooks/{connector}/{token}", parts.ingest);
  add_events(table, parts);
  add_memory(table);
  add_system(table, parts);
}

}  // namespace host::server
