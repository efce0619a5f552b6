#include "host/api/administration/key_routes.hpp"

#include "host/access/scopes.hpp"
#include "host/api/administration/admin.hpp"
#include "host/api/administration/key_request.hpp"
#include "host/api/memory/entry_json.hpp"
#include "host/api/parameters.hpp"
#include "host/base/encoding.hpp"

namespace host::api {
namespace {

constexpr std::uint64_t kKeyBodyMax = 16 * 1024;
constexpr std::size_t kIdRandomBytes = 10;
constexpr std::size_t kPrefixSize = 12;  // "amfs_sk_" and four digits

void write_key(json::JsonWriter& writer, const store::ApiKey& key, UnixNs now) {
  const bool active = key.revoked_at == 0 && (key.expires_at == 0 || now < key.expires_at);
  writer.begin_object().put("id", key.id).put("tenant", key.tenant_name).put("name", key.name);
  writer.put("prefix", key.prefix).put("keyType", key.key_type).put("active", active);
  writer.put("scopes", access::scope_names(key.scopes));
  writer.put("rateLimitRpm", key.rate_limit_rpm);
  put_time(writer, "lastUsed", key.last_used_at);
  put_time(writer, "createdAt", key.created_at);
  put_time(writer, "expiresAt", key.expires_at);
  put_time(writer, "revokedAt", key.revoked_at);
  writer.end_object();
}

// Keys are never deleted: what was the last of a page still is, and something follows it.
bool is_cursor(store::Reader& reader, store::KeyFilter filter) {
  const std::int64_t cursor = filter.after--;
  filter.limit = 1;
  return reader.keys().list_keys(filter).next == cursor;
}

http::Response list_keys(const http::Request& request, const access::Caller& caller,
                         store::Reader& reader, const Clock& clock) {
  const Parameters parameters(request);
  store::KeyFilter filter;
  filter.tenant = caller.administers();
  filter.after = cursor_of(parameters);
  filter.limit = parameters.limit(kLimitMax);
  need_own_cursor(filter.after == 0 || is_cursor(reader, filter));
  const store::KeyPage page = reader.keys().list_keys(filter);
  json::JsonWriter writer;
  writer.begin_object().key("keys").begin_array();
  for (const store::ApiKey& key : page.keys) write_key(writer, key, clock.now_ns());
  writer.end_array();
  put_next_cursor(writer, page.next);
  return http::json(200, writer.end_object().text());
}

// The only answer that ever holds a key.
http::Response made(const store::ApiKey& key, std::string_view secret) {
  json::JsonWriter writer;
  writer.begin_object().put("id", key.id).put("name", key.name).put("key", secret);
  writer.put("prefix", key.prefix).put("keyType", key.key_type).put("tenant", key.tenant_name);
  writer.put("scopes", access::scope_names(key.scopes));
  put_time(writer, "createdAt", key.created_at);
  put_time(writer, "expiresAt", key.expires_at);
  http::Response response = http::json(200, writer.end_object().text());
  return response.set_header("Cache-Control", "no-store");
}

void create_key(const Parts& parts, const http::Request& request, const access::Caller& caller,
                http::Responder& responder) {
  store::ApiKey key = parse_key(request.body, caller, parts.clock.now_ns());
  config::SecretString secret = access::make_api_key();
  key.id = "key_" + to_hex(random_bytes(kIdRandomBytes));
  key.prefix = std::string(secret.reveal().substr(0, kPrefixSize));
  key.digest = std::string(crypto::as_text(crypto::sha256(secret.reveal())));
  store::AuditRecord audit =
      audit_of(request, caller, "key.create", key.name + ": " + access::scope_list(key.scopes));
  parts.store.keys().create_key(
      std::move(key), std::move(audit),
      [&access = parts.access, secret = std::move(secret),
       responder = std::move(responder)](Result<store::ApiKey> outcome) mutable {
        if (outcome.has_error()) return responder.send(admin_refusal(outcome.error()));
        access.limits().add(outcome->tenant, outcome->tenant_name);
        access.keys().put(*outcome);
        responder.send(made(*outcome, secret.reveal()));
      });
}

void revoke_key(const Parts& parts, const http::Request& request, const access::Caller& caller,
                http::Responder& responder) {
  const std::string id = path_parameter(request, "id");  // may throw: while the responder is here
  store::AuditRecord audit = audit_of(request, caller, "key.revoke");
  auto done = [&access = parts.access,
               responder = std::move(responder)](Result<store::ApiKey> outcome) mutable {
    if (outcome.has_error()) return responder.send(admin_refusal(outcome.error()));
    access.keys().remove(*outcome);
    json::JsonWriter writer;
    writer.begin_object().put("revoked", outcome->id).end_object();
    responder.send(http::json(200, writer.text()));
  };
  parts.store.keys().revoke_key(caller.administers(), id, std::move(audit), std::move(done));
}

}  // namespace

void add_key_routes(RouteTable& table) {
  const Parts& parts = table.parts();
  using access::Scope;
  table.query("GET", "/admin/api-keys", Scope::admin,
              [&clock = parts.clock](const http::Request& request, const access::Caller& caller,
                                     store::Reader& reader) {
                return list_keys(request, caller, reader, clock);
              });
  table.command(
      "POST", "/admin/api-keys", Scope::admin, kKeyBodyMax,
      [parts](const http::Request& request, const access::Caller& caller,
              http::Responder& responder) { create_key(parts, request, caller, responder); });
  table.command(
      "DELETE", "/admin/api-keys/{id}", Scope::admin, kKeyBodyMax,
      [parts](const http::Request& request, const access::Caller& caller,
              http::Responder& responder) { revoke_key(parts, request, caller, responder); });
}

}  // namespace host::api
