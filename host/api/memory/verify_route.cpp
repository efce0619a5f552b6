// POST /verify: is the memory what was written? One request looks at a bounded part and says where
// to go on.
#include "host/api/body_fields.hpp"
#include "host/api/memory/outcome_routes.hpp"
#include "host/api/parameters.hpp"
#include "host/crypto/base64.hpp"
#include "host/json/writer.hpp"

namespace host::api {
namespace {

constexpr char kCursorSeparator = '\n';  // in no path and no key

std::string cursor_of(const store::VersionName& last) {
  return crypto::to_base64url(last.entity_path + kCursorSeparator + last.key);
}

store::VersionName position_of(BodyFields& fields) {
  const std::string cursor = fields.text("cursor");
  if (cursor.empty()) return {};
  const auto text = crypto::from_base64url(cursor);
  const std::size_t end = text ? text->find(kCursorSeparator) : std::string::npos;
  if (end == std::string::npos) {
    fields.fault("cursor", "expected the next_cursor of an answer, or none");
    return {};
  }
  return {text->substr(0, end), text->substr(end + 1), 0};
}

void put_versions(json::JsonWriter& writer, std::string_view name,
                  const std::vector<store::VersionName>& versions) {
  writer.key(name).begin_array();
  for (const store::VersionName& each : versions) {
    writer.begin_object().put("entity_path", each.entity_path).put("key", each.key);
    writer.put("version", each.version).end_object();
  }
  writer.end_array();
}

http::Response verify(const http::Request& request, const access::Caller& caller,
                      store::Reader& reader) {
  const std::string body = request.body.empty() ? "{}" : request.body;
  BodyFields fields(body);
  store::IntegrityRequest wanted;
  wanted.tenant = caller.tenant;
  wanted.entity_path = stored_path(fields.text("entity_path"));
  wanted.after = position_of(fields);
  fields.check();
  const store::IntegrityReport report = reader.outcomes().verify(wanted);
  json::JsonWriter writer;
  writer.begin_object().put("total_checked", report.checked).put("valid", report.valid);
  put_versions(writer, "corrupted", report.corrupted);
  put_versions(writer, "orphaned", report.orphaned);
  put_versions(writer, "chain_breaks", report.chain_breaks);
  writer.put("truncated", report.truncated);
  if (report.truncated) {
    writer.put("next_cursor", cursor_of(report.last));
    writer.put("detail", "not all was checked; send next_cursor as cursor, or name an entity_path");
  } else {
    writer.put_null("next_cursor");
  }
  writer.end_object();
  return http::json(200, writer.text());
}

}  // namespace

void add_verify_routes(RouteTable& table) {
  table.query("POST", "/verify", access::Scope::read, verify);
}

}  // namespace host::api
