#include "host/api/administration/audit_routes.hpp"

#include <map>

#include "host/api/administration/admin.hpp"
#include "host/api/memory/entry_json.hpp"
#include "host/api/parameters.hpp"

namespace host::api {
namespace {

constexpr std::size_t kAuditLimit = 200;  // AMFS's default
constexpr std::size_t kActionMax = 64;

void write_row(json::JsonWriter& writer, const store::AuditRow& row) {
  const store::AuditRecord& record = row.record;
  writer.begin_object().put("id", std::to_string(row.id)).put("tenant", row.tenant_name);
  writer.put("actorType", record.actor_type).put("actorName", record.actor);
  writer.put("action", record.action).put("resource", record.resource);
  writer.put("detail", record.detail).put("ipAddress", record.address);
  put_time(writer, "createdAt", row.at);
  writer.end_object();
}

// The oldest rows are dropped in time: a cursor below all that are left was one of them.
bool is_cursor(store::Reader& reader, store::AuditFilter filter) {
  const store::AuditId cursor = filter.before++;
  filter.limit = 1;
  filter.since = 0;
  const auto rows = reader.keys().list_audit(filter).rows;
  return rows.empty() || rows.front().id == cursor;
}

http::Response list_audit(const http::Request& request, const access::Caller& caller,
                          store::Reader& reader) {
  const Parameters parameters(request);
  store::AuditFilter filter;
  filter.tenant = caller.administers();
  filter.action = parameters.text("action");
  if (filter.action.size() > kActionMax) throw BadParameter("action", "at most 64 bytes");
  filter.since = parameters.time("since", 0);
  filter.before = cursor_of(parameters);
  filter.limit = parameters.limit(kAuditLimit);
  need_own_cursor(filter.before == 0 || is_cursor(reader, filter));
  const store::AuditPage page = reader.keys().list_audit(filter);
  json::JsonWriter writer;
  writer.begin_object().key("entries").begin_array();
  for (const store::AuditRow& row : page.rows) write_row(writer, row);
  writer.end_array();
  put_next_cursor(writer, page.next);
  return http::json(200, writer.end_object().text());
}

// Refusals without a tenant (nobody was let in) are the operator's business.
http::Response list_refusals(const access::Access& access, const access::Caller& caller,
                             store::Reader& reader) {
  std::map<store::TenantId, std::string> names;
  if (caller.is_operator) {
    for (store::Tenant& tenant : reader.keys().tenants()) names[tenant.id] = std::move(tenant.name);
  }
  json::JsonWriter writer;
  writer.begin_object().key("refusals").begin_array();
  for (const access::RefusalCount& refusal : access.refusals().list()) {
    if (!caller.is_operator && refusal.tenant != caller.tenant) continue;
    writer.begin_object();
    if (caller.is_operator) writer.put("tenant", names[refusal.tenant]);
    writer.put("connector", refusal.connector).put("code", refusal.code);
    writer.put("count", refusal.count).end_object();
  }
  return http::json(200, writer.end_array().end_object().text());
}

}  // namespace

void add_audit_routes(RouteTable& table) {
  table.query("GET", "/admin/audit", access::Scope::admin, list_audit);
  const access::Access& access = table.parts().access;
  table.query("GET", "/admin/refusals", access::Scope::admin,
              [&access](const http::Request&, const access::Caller& caller, store::Reader& reader) {
                return list_refusals(access, caller, reader);
              });
}

}  // namespace host::api
