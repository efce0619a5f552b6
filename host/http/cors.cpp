#include "host/http/cors.hpp"

#include <algorithm>

namespace host::http {
namespace {

constexpr std::string_view kMethods = "GET, HEAD, POST, DELETE";
constexpr std::string_view kRequestHeaders =
    "Content-Type, X-AMFS-API-Key, Authorization, Idempotency-Key, Last-Event-ID";
constexpr std::string_view kResponseHeaders = "Link, Retry-After, X-AMFS-Truncated, X-Request-Id";
constexpr std::string_view kPreflightSeconds = "600";

}  // namespace

std::string_view Cors::listed_origin(const Request& request) const {
  if (origins_.empty() || request.headers.count("Origin") != 1) return {};
  const std::string_view origin = *request.headers.find("Origin");
  return std::find(origins_.begin(), origins_.end(), origin) == origins_.end() ? "" : origin;
}

bool Cors::is_preflight(const Request& request) {
  return request.method == "OPTIONS" && request.headers.count("Access-Control-Request-Method") != 0;
}

Response Cors::preflight_answer() {
  Response response = empty(204);
  response.set_header("Access-Control-Allow-Methods", kMethods);
  response.set_header("Access-Control-Allow-Headers", kRequestHeaders);
  response.set_header("Access-Control-Max-Age", kPreflightSeconds);
  return response;
}

void Cors::add_headers(Response& response, std::string_view origin) const {
  if (origins_.empty()) return;
  response.set_header("Vary", "Origin");  // no cache may give one origin's answer to another
  if (origin.empty()) return;
  response.set_header("Access-Control-Allow-Origin", origin);
  response.set_header("Access-Control-Expose-Headers", kResponseHeaders);
}

}  // namespace host::http
