// POST /events/{id}/replay: the event goes back to `received` and through transform again.
#include "host/api/event_routes.hpp"
#include "host/json/writer.hpp"

namespace host::api {
namespace {

constexpr std::uint64_t kReplayBodyMax = 4096;  // nobody sends one

http::Response answer(const store::ReplayOutcome& outcome, const std::string& id) {
  if (!outcome.ok) {
    const bool missing = outcome.error.code == "event_not_found";
    return http::problem(missing ? 404 : 503, outcome.error.code, outcome.error.message);
  }
  json::JsonWriter writer;
  writer.begin_object().put("status", "queued").put("event_id", id).end_object();
  return http::json(202, writer.text());
}

void replay_one(const Parts& parts, const http::Request& request, const access::Caller& caller,
                http::Responder& responder) {
  auto id = request.param("id");
  if (id.has_error()) {
    responder.send(http::problem(400, id.error().code, id.error().message));
    return;
  }
  parts.store.replay(caller.tenant, id.value(),
                     [&dispatcher = parts.dispatcher, id = id.value(),
                      responder = std::move(responder)](store::ReplayOutcome outcome) mutable {
                       responder.send(answer(outcome, id));
                       if (outcome.ok) dispatcher.run_again(outcome.endpoint, outcome.seq);
                     });
}

}  // namespace

void add_replay_routes(RouteTable& table) {
  const Parts& parts = table.parts();
  table.command(
      "POST", "/events/{id}/replay", access::Scope::operate, kReplayBodyMax,
      [parts](const http::Request& request, const access::Caller& caller,
              http::Responder& responder) { replay_one(parts, request, caller, responder); });
}

}  // namespace host::api
