// Router: method and path to a handler.
//
// A pattern is made of segments: literal, `{name}` (one non-empty segment) or `{name*}` (one or
// more segments; at most one per pattern, other segments may follow). Matching works on the encoded
// path, so `%2F` never separates. Literal beats `{name}` beats `{name*}`, whatever the order of
// adding. Thread rule: add() before the server starts; find() from any thread.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/http/handler.hpp"
#include "host/http/request.hpp"
#include "host/http/stats.hpp"

namespace host::http {

class Router {
 public:
  // Throws std::invalid_argument for a malformed or doubled pattern. A GET route answers HEAD too.
  void add(std::string_view method, std::string_view pattern, std::shared_ptr<Handler> handler);

  struct Match {
    Handler* handler = nullptr;  // null: refused, see `allow`
    RouteStats* stats = nullptr;
    std::string allow;  // for 405; empty means 404
  };
  // Fills request.params on success.
  Match find(Request& request) const;

  // Of every route since the start, for metrics; they live as long as the router.
  struct RouteReport {
    std::string_view method, pattern;
    const RouteStats* stats;
  };
  std::vector<RouteReport> report() const;

 private:
  struct Segment {
    enum class Kind : char { kLiteral, kParam, kTail };
    Kind kind;
    std::string text;
  };
  struct Route {
    std::string method;
    std::string pattern;
    std::vector<Segment> segments;
    std::string shape;  // sort key: one letter per segment plus the literals
    std::shared_ptr<Handler> handler;
    std::unique_ptr<RouteStats> stats = std::make_unique<RouteStats>();
  };
  static std::vector<Segment> parse(std::string_view pattern);
  static bool match(const Route& route, std::span<const std::string_view> path,
                    RouteParams& params);

  std::vector<Route> routes_;  // most specific first
};

}  // namespace host::http
