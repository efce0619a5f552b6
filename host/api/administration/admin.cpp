#include "host/api/administration/admin.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "host/api/query_handler.hpp"

namespace host::api {
namespace {

constexpr std::int64_t kRetrySeconds = 2;
// What the writer refuses any change with.
constexpr std::array<std::string_view, 5> kUnavailable{
    "overloaded", "shutting_down", "storage_full", "storage_failed", "internal_error"};

}  // namespace

store::AuditRecord audit_of(const http::Request& request, const access::Caller& caller,
                            std::string action, std::string detail) {
  store::AuditRecord record;
  record.tenant = caller.tenant;
  record.actor_type = caller.is_operator ? "operator" : "api_key";
  record.actor = caller.name;
  record.action = std::move(action);
  record.detail = std::move(detail);
  record.address = request.peer_address;
  return record;
}

std::int64_t cursor_of(const Parameters& parameters) {
  return parameters.integer("cursor", 0, 1, std::numeric_limits<std::int64_t>::max() - 1);
}

void need_own_cursor(bool is_own) {
  if (!is_own) throw BadParameter("cursor", "use the next_cursor of the previous page, unchanged");
}

void put_next_cursor(json::JsonWriter& writer, std::int64_t next) {
  if (next == 0) {
    writer.put_null("next_cursor");
  } else {
    writer.put("next_cursor", std::to_string(next));
  }
}

http::Response admin_refusal(const Error& error) {
  if (std::find(kUnavailable.begin(), kUnavailable.end(), error.code) != kUnavailable.end()) {
    http::Response response = http::problem(503, error.code, error.message);
    return response.retry_after(kRetrySeconds);
  }
  return http::problem(error.code.ends_with("_not_found") ? 404 : 422, error.code, error.message);
}

}  // namespace host::api
