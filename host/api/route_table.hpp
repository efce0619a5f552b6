// RouteTable: every route of the API with what it asks for. Each topic adds its own
// (add_…_routes()); the list is what /openapi.json is checked against.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/access/access.hpp"
#include "host/api/command_handler.hpp"
#include "host/api/query_handler.hpp"
#include "host/api/read_pool.hpp"
#include "host/base/clock.hpp"
#include "host/dispatch/dispatcher.hpp"
#include "host/http/router.hpp"
#include "host/store/store.hpp"
#include "host/stream/stream_hub.hpp"

namespace host::api {

// What routes work with. All outlive the router.
struct Parts {
  const access::Access& access;
  store::Store& store;
  ReadPool& reads;
  dispatch::Dispatcher& dispatcher;
  const Clock& clock;
  stream::StreamHub& streams;
};

struct RouteInfo {
  std::string method;
  std::string pattern;                 // with the base
  std::optional<access::Scope> scope;  // nothing: open to everybody, or checks for itself
};

class RouteTable {
 public:
  RouteTable(http::Router& router, const Parts& parts) : router_(router), parts_(parts) {}

  const Parts& parts() const { return parts_; }

  // `pattern` below /api/v1.
  void query(const char* method, const std::string& pattern, access::Scope scope, Query query);
  void command(const char* method, const std::string& pattern, access::Scope scope,
               std::uint64_t body_max, Command command);
  void handler(const char* method, const std::string& pattern, std::optional<access::Scope> scope,
               std::shared_ptr<http::Handler> handler);
  // GET without any key, both at the root and below the base: what load balancers and people ask.
  void open_at_both(const std::string& pattern, std::shared_ptr<http::Handler> handler);

  const std::vector<RouteInfo>& list() const { return list_; }

 private:
  void add(const char* method, std::string pattern, std::optional<access::Scope> scope,
           std::shared_ptr<http::Handler> handler);

  http::Router& router_;
  const Parts parts_;
  std::vector<RouteInfo> list_;
};

}  // namespace host::api
