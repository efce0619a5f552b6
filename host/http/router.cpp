#include "host/http/router.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace host::http {
namespace {

// "/a/b" is two segments, "/" one empty one. Returns the count; kMaxPathSegments + 1 is too many.
std::size_t split(std::string_view path, std::span<std::string_view> out) {
  std::size_t count = 0;
  path.remove_prefix(1);
  for (;;) {
    if (count == out.size()) return out.size() + 1;
    const auto slash = path.find('/');
    out[count++] = path.substr(0, slash);
    if (slash == std::string_view::npos) return count;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace

std::vector<Router::Segment> Router::parse(std::string_view pattern) {
  const auto fail = [&](const char* why) -> std::invalid_argument {
    return std::invalid_argument("route pattern " + std::string(pattern) + ": " + why);
  };
  if (pattern.empty() || pattern.front() != '/') throw fail("must start with /");
  std::array<std::string_view, kMaxPathSegments> parts;
  const std::size_t count = split(pattern, parts);
  if (count > parts.size()) throw fail("has too many segments");

  std::vector<Segment> segments;
  std::size_t tails = 0;
  std::size_t names = 0;
  for (std::string_view part : std::span(parts).first(count)) {
    if (part.size() < 3 || part.front() != '{' || part.back() != '}') {
      if (part.find_first_of("{}*") != std::string_view::npos) throw fail("has a bad {name}");
      segments.push_back({Segment::Kind::kLiteral, std::string(part)});
      continue;
    }
    part = part.substr(1, part.size() - 2);
    const bool tail = part.back() == '*';
    if (tail) part.remove_suffix(1);
    tails += tail ? 1U : 0U;
    ++names;
    segments.push_back({tail ? Segment::Kind::kTail : Segment::Kind::kParam, std::string(part)});
  }
  if (tails > 1) throw fail("has more than one {name*}");
  if (names > RouteParams::kMax) throw fail("has too many {name}s");
  return segments;
}

void Router::add(std::string_view method, std::string_view pattern,
                 std::shared_ptr<Handler> handler) {
  Route route{std::string(method), std::string(pattern), parse(pattern), {}, std::move(handler)};
  for (const Segment& segment : route.segments) {
    switch (segment.kind) {
      case Segment::Kind::kLiteral:
        route.shape += "a" + segment.text;
        break;
      case Segment::Kind::kParam:
        route.shape += "b";
        break;
      case Segment::Kind::kTail:
        route.shape += "c";
        break;
    }
    route.shape += '/';
  }
  const auto place =
      std::upper_bound(routes_.begin(), routes_.end(), route,
                       [](const Route& a, const Route& b) { return a.shape < b.shape; });
  const bool doubled = std::any_of(routes_.begin(), place, [&](const Route& other) {
    return other.shape == route.shape && other.method == route.method;
  });
  if (doubled) {
    throw std::invalid_argument("route " + route.method + " " + std::string(pattern) +
                                " is declared twice");
  }
  routes_.insert(place, std::move(route));
}

bool Router::match(const Route& route, std::span<const std::string_view> path,
                   RouteParams& params) {
  const auto& segments = route.segments;
  if (path.size() < segments.size()) return false;
  const std::size_t extra = path.size() - segments.size();  // what a tail takes beyond one segment

  params.clear();
  std::size_t at = 0;
  bool has_tail = false;
  for (const Segment& segment : segments) {
    const std::string_view part = path[at];
    switch (segment.kind) {
      case Segment::Kind::kLiteral:
        if (part != segment.text) return false;
        break;
      case Segment::Kind::kParam:
        if (part.empty()) return false;
        params.add(segment.text, part);
        break;
      case Segment::Kind::kTail: {
        at += extra;
        has_tail = true;
        const std::string_view last = path[at];
        const auto length = static_cast<std::size_t>(last.data() + last.size() - part.data());
        if (length == 0) return false;
        params.add(segment.text, {part.data(), length});
        break;
      }
    }
    ++at;
  }
  return has_tail || extra == 0;
}

Router::Match Router::find(Request& request) const {
  Match result;
  std::array<std::string_view, kMaxPathSegments> parts;
  const bool absolute = !request.path.empty() && request.path.front() == '/';
  const std::size_t count = absolute ? split(request.path, parts) : 0;
  if (count == 0 || count > parts.size()) return result;
  const std::span<const std::string_view> path(parts.data(), count);

  const bool head = request.method == "HEAD";
  const auto allow = [&](std::string_view method) {
    if (result.allow.find(method) != std::string::npos) return;
    result.allow.append(result.allow.empty() ? "" : ", ").append(method);
  };
  for (const Route& route : routes_) {
    RouteParams params;
    if (!match(route, path, params)) continue;
    if (route.method == request.method || (head && route.method == "GET")) {
      request.params = params;
      result.handler = route.handler.get();
      result.stats = route.stats.get();
      result.allow.clear();
      return result;
    }
    allow(route.method);
    if (route.method == "GET") allow("HEAD");
  }
  return result;
}

std::vector<Router::RouteReport> Router::report() const {
  std::vector<RouteReport> out;
  out.reserve(routes_.size());
  for (const Route& route : routes_)
    out.push_back({route.method, route.pattern, route.stats.get()});
  return out;
}

}  // namespace host::http
