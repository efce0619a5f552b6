#include "host/api/administration/endpoint_routes.hpp"

#include <fmt/format.h>

#include "host/api/administration/admin.hpp"
#include "host/api/administration/endpoint_request.hpp"
#include "host/api/memory/entry_json.hpp"
#include "host/api/parameters.hpp"
#include "host/base/encoding.hpp"

namespace host::api {
namespace {

constexpr std::uint64_t kEndpointBodyMax = 16 * 1024;
constexpr std::size_t kIdRandomBytes = 10;
constexpr std::size_t kTokenRandomBytes = 24;

struct Desk {
  Parts parts;
  EndpointAdmin admin;
};

config::SecretString make_token() {
  return config::SecretString::absorb("amfs_ep_" + to_hex(random_bytes(kTokenRandomBytes)));
}

http::Response not_found() {
  return http::problem(404, "endpoint_not_found",
                       "no such endpoint; list the endpoints to see their ids");
}

http::Response refusal(const Error& error) {
  if (error.code == "endpoint_exists") return http::problem(409, error.code, error.message);
  return admin_refusal(error);
}

void put_state(json::JsonWriter& writer, const Desk& desk, const store::EndpointRow& row) {
  const auto group = desk.admin.table.group(row.connector);
  if (!group) {
    writer.put("state", "missing").put("reason", "its connector is not loaded");
    return;
  }
  const auto live = group->by_token.find(row.token_digest);
  const bool ready = live != group->by_token.end() && live->second->unconfigured.empty();
  writer.put("state", ready ? "ready" : "unconfigured");
  writer.put("reason", ready || live == group->by_token.end() ? "" : live->second->unconfigured);
}

void put_endpoint(json::JsonWriter& writer, const Desk& desk, const store::EndpointRow& row) {
  writer.put("id", row.public_id).put("connector", row.connector).put("name", row.name);
  writer.put("tenant", row.tenant_name).put("entityPrefix", row.entity_prefix);
  writer.put("hasSecret", !row.sealed_secret.empty());
  writer.put("hasPreviousSecret", !row.sealed_previous.empty());
  put_state(writer, desk, row);
  put_time(writer, "createdAt", row.created_at);
  put_time(writer, "lastUsed", row.last_used_at);
}

http::Response shown(const Desk& desk, const store::EndpointRow& row) {
  json::JsonWriter writer;
  writer.begin_object();
  put_endpoint(writer, desk, row);
  return http::json(200, writer.end_object().text());
}

// The only answer that ever holds a token.
http::Response made(const Desk& desk, const store::EndpointRow& row, std::string_view token) {
  json::JsonWriter writer;
  writer.begin_object();
  put_endpoint(writer, desk, row);
  writer.put("url_path", fmt::format("/api/v1/webhooks/{}/{}", row.connector, token));
  writer.put("token", token);
  http::Response response = http::json(200, writer.end_object().text());
  return response.set_header("Cache-Control", "no-store");
}

bool is_cursor(store::Reader& reader, const store::EndpointFilter& filter) {
  const auto row = reader.endpoints().endpoint_by_id(filter.after);  // revoked meanwhile, perhaps
  return row && row->tenant == filter.tenant.value_or(row->tenant) &&
         (filter.connector.empty() || filter.connector == row->connector);
}

http::Response list_endpoints(const Desk& desk, const http::Request& request,
                              const access::Caller& caller, store::Reader& reader) {
  const Parameters parameters(request);
  store::EndpointFilter filter;
  filter.tenant = caller.administers();
  filter.connector = parameters.text("connector");
  filter.after = cursor_of(parameters);
  filter.limit = parameters.limit(filter.limit);
  need_own_cursor(filter.after == 0 || is_cursor(reader, filter));
  const store::EndpointPage page = reader.endpoints().list_endpoints(filter);
  json::JsonWriter writer;
  writer.begin_object().key("endpoints").begin_array();
  for (const store::EndpointRow& row : page.endpoints) {
    writer.begin_object();
    put_endpoint(writer, desk, row);
    writer.end_object();
  }
  writer.end_array();
  put_next_cursor(writer, page.next);
  return http::json(200, writer.end_object().text());
}

http::Response get_endpoint(const Desk& desk, const http::Request& request,
                            const access::Caller& caller, store::Reader& reader) {
  const auto row =
      reader.endpoints().find_endpoint(caller.administers(), path_parameter(request, "id"));
  return row ? shown(desk, *row) : not_found();
}

// What to answer with once a change is live. Runs where a look-up may wait, not on the writer's
// thread, which called with the outcome; on that one only when too many queries wait.
template <class Answer>
store::EndpointWrites::Done once_live(const Desk& desk, http::Responder responder, Answer answer) {
  return [desk, responder = std::move(responder),
          answer = std::move(answer)](Result<store::EndpointRow> outcome) mutable {
    if (outcome.has_error()) return responder.send(refusal(outcome.error()));
    const store::TenantId tenant = outcome->tenant;
    auto finish = std::make_shared<UniqueFunction<void()>>([desk, row = std::move(outcome.value()),
                                                            responder = std::move(responder),
                                                            answer = std::move(answer)]() mutable {
      desk.admin.refresh(row.id);
      responder.send(answer(desk, row));
    });
    if (!desk.parts.reads.submit(tenant, [finish](store::Reader&) { (*finish)(); })) (*finish)();
  };
}

void create_endpoint(const Desk& desk, http::Request request, const access::Caller& caller,
                     http::Responder& responder) {
  EndpointRequest wanted = parse_endpoint(request.body, caller, desk.admin.table);
  store::EndpointRow& row = wanted.row;
  const auto known = desk.admin.table.find(row.connector);
  if (known) check_endpoint_secret(*known->manifest, wanted.secret);
  row.public_id = "ep_" + to_hex(random_bytes(kIdRandomBytes));
  row.sealed_secret = seal_secret(desk.admin.box, wanted.secret, row.public_id);
  config::SecretString token = make_token();
  row.token_digest = std::string(crypto::as_text(crypto::sha256(token.reveal())));
  auto audit =
      audit_of(request, caller, "endpoint.create", fmt::format("{} {}", row.connector, row.name));
  desk.parts.store.endpoints().create_endpoint(
      std::move(row), std::move(audit),
      once_live(desk, std::move(responder),
                [token = std::move(token)](const Desk& at, const store::EndpointRow& done) {
                  at.parts.access.limits().add(done.tenant, done.tenant_name);
                  return made(at, done, token.reveal());
                }));
}

// The endpoint's connector says what a usable secret is: found first, on a reader.
void rotate_endpoint(const Desk& desk, const http::Request& request, const access::Caller& caller,
                     const std::string& id, RotationRequest wanted, store::Reader& reader,
                     http::Responder responder) {
  const auto row = reader.endpoints().find_endpoint(caller.administers(), id);
  if (!row) return responder.send(not_found());
  try {
    const auto known = desk.admin.table.find(row->connector);
    if (known) check_endpoint_secret(*known->manifest, wanted.secret);
    store::EndpointWrites::Rotation rotation{seal_secret(desk.admin.box, wanted.secret, id),
                                             wanted.keeps_previous};
    desk.parts.store.endpoints().rotate_endpoint(caller.administers(), id, std::move(rotation),
                                                 audit_of(request, caller, "endpoint.rotate"),
                                                 once_live(desk, std::move(responder), shown));
  } catch (const BadRequest& bad) {
    responder.send(bad.response());
  }
}

void start_rotation(const Desk& desk, http::Request request, const access::Caller& caller,
                    http::Responder& responder) {
  struct Job {
    http::Request request;
    access::Caller caller;
    std::string id;
    RotationRequest wanted;
    http::Responder responder;
  };
  std::string id = path_parameter(request, "id");
  RotationRequest wanted = parse_rotation(request.body);
  auto job = std::make_shared<Job>(
      Job{std::move(request), caller, std::move(id), std::move(wanted), std::move(responder)});
  const bool queued = desk.parts.reads.submit(caller.tenant, [desk, job](store::Reader& reader) {
    rotate_endpoint(desk, job->request, job->caller, job->id, std::move(job->wanted), reader,
                    std::move(job->responder));
  });
  if (queued) return;
  http::Response busy =
      http::problem(503, "overloaded", "too many queries wait; try again shortly");
  job->responder.send(std::move(busy.retry_after(1)));
}

void revoke_endpoint(const Desk& desk, const http::Request& request, const access::Caller& caller,
                     http::Responder& responder) {
  const std::string id = path_parameter(request, "id");
  desk.parts.store.endpoints().revoke_endpoint(
      caller.administers(), id, audit_of(request, caller, "endpoint.revoke"),
      once_live(desk, std::move(responder), [](const Desk&, const store::EndpointRow& done) {
        json::JsonWriter writer;
        writer.begin_object().put("revoked", done.public_id).end_object();
        return http::json(200, writer.text());
      }));
}

}  // namespace

void add_endpoint_routes(RouteTable& table, const EndpointAdmin& admin) {
  const Desk desk{table.parts(), admin};
  using access::Scope;
  const auto query = [&](const char* pattern, auto function) {
    table.query("GET", pattern, Scope::admin,
                [desk, function](const http::Request& request, const access::Caller& caller,
                                 store::Reader& reader) {
                  return function(desk, request, caller, reader);
                });
  };
  const auto command = [&](const char* method, const char* pattern, auto function) {
    table.command(method, pattern, Scope::admin, kEndpointBodyMax,
                  [desk, function](http::Request request, const access::Caller& caller,
                                   http::Responder& responder) {
                    function(desk, std::move(request), caller, responder);
                  });
  };
  query("/admin/endpoints", list_endpoints);
  query("/admin/endpoints/{id}", get_endpoint);
  command("POST", "/admin/endpoints", create_endpoint);
  command("POST", "/admin/endpoints/{id}/rotate", start_rotation);
  command("DELETE", "/admin/endpoints/{id}", revoke_endpoint);
}

}  // namespace host::api
