#include "host/api/route_table.hpp"

namespace host::api {
namespace {

const std::string kBase = "/api/v1";

}  // namespace

void RouteTable::query(const char* method, const std::string& pattern, access::Scope scope,
                       Query query) {
  add(method, kBase + pattern, scope,
      std::make_shared<QueryHandler>(parts_.access, scope, parts_.reads, std::move(query)));
}

void RouteTable::command(const char* method, const std::string& pattern, access::Scope scope,
                         std::uint64_t body_max, Command command) {
  add(method, kBase + pattern, scope,
      std::make_shared<CommandHandler>(parts_.access, scope, body_max, std::move(command)));
}

void RouteTable::handler(const char* method, const std::string& pattern,
                         std::optional<access::Scope> scope,
                         std::shared_ptr<http::Handler> handler) {
  add(method, kBase + pattern, scope, std::move(handler));
}

void RouteTable::open_at_both(const std::string& pattern, std::shared_ptr<http::Handler> handler) {
  add("GET", pattern, std::nullopt, handler);
  add("GET", kBase + pattern, std::nullopt, std::move(handler));
}

void RouteTable::add(const char* method, std::string pattern, std::optional<access::Scope> scope,
                     std::shared_ptr<http::Handler> handler) {
  router_.add(method, pattern, std::move(handler));
  list_.push_back({method, std::move(pattern), scope});
}

}  // namespace host::api
