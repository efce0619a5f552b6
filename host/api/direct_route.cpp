// POST /events: one memory from outside without a connector; durable and readable when answered.
#include "host/api/direct_request.hpp"
#include "host/api/event_routes.hpp"
#include "host/base/encoding.hpp"
#include "host/json/writer.hpp"

namespace host::api {
namespace {

constexpr std::uint64_t kDirectBodyMax = std::uint64_t{1} << 20;

http::Response answer(const store::DirectOutcome& outcome, const std::string& path,
                      const std::string& key, const std::string& source) {
  if (!outcome.ok) {
    const bool conflict = outcome.error.code == "idempotency_conflict";
    http::Response response =
        http::problem(conflict ? 409 : 503, outcome.error.code, outcome.error.message);
    if (!conflict) response.retry_after(2);
    return response;
  }
  json::JsonWriter writer;
  writer.begin_object().put("status", "ok").put("entity_path", path).put("key", key);
  writer.put("source", source).put("agent_id", "external/" + source);
  writer.put("version", outcome.version).put("event_id", outcome.event_id).end_object();
  return http::json(200, writer.text());
}

void write_direct(const Parts& parts, http::Request request, const access::Caller& caller,
                  http::Responder& responder) {
  auto parsed = parse_direct(request);
  if (auto* refusal = std::get_if<http::Response>(&parsed)) {
    responder.send(std::move(*refusal));
    return;
  }
  auto& direct = std::get<store::DirectWrite>(parsed);
  direct.tenant = caller.tenant;
  direct.received_at = parts.clock.now_ns();
  direct.write.occurred_at = direct.received_at;
  direct.event_id = make_event_id(direct.received_at);
  std::string path = direct.write.entity_path;
  std::string key = direct.write.key;
  std::string source = direct.source;
  parts.store.write_direct(
      std::move(direct), [path = std::move(path), key = std::move(key), source = std::move(source),
                          reservation = std::move(request.reservation),
                          responder = std::move(responder)](store::DirectOutcome outcome) mutable {
        responder.send(answer(outcome, path, key, source));
      });
}

}  // namespace

void add_direct_routes(RouteTable& table) {
  const Parts& parts = table.parts();
  table.command(
      "POST", "/events", access::Scope::write, kDirectBodyMax,
      [parts](http::Request request, const access::Caller& caller, http::Responder& responder) {
        write_direct(parts, std::move(request), caller, responder);
      });
}

}  // namespace host::api
