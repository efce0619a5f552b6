// POST /events: one memory from outside without a connector; durable and readable when answered.
#include "host/api/events/direct_answer.hpp"
#include "host/api/events/direct_request.hpp"
#include "host/api/events/event_routes.hpp"
#include "host/base/encoding.hpp"

namespace host::api {
namespace {

std::string idempotency_header(const http::Request& request) {
  const auto values = request.headers.find_all("Idempotency-Key");
  if (values.size() > 1) throw BadParameter("Idempotency-Key", "send this header once");
  return values.empty() ? std::string() : std::string(values.front());
}

void write_direct(const Parts& parts, http::Request request, const access::Caller& caller,
                  http::Responder& responder) {
  store::DirectWrite direct =
      parse_direct(request.body, idempotency_header(request), parts.clock.now_ns());
  direct.tenant = caller.tenant;
  direct.event_id = make_event_id(direct.received_at);
  DirectEcho echo(direct);
  parts.store.write_direct(
      std::move(direct),
      [echo = std::move(echo), reservation = std::move(request.reservation),
       responder = std::move(responder)](const store::DirectOutcome& outcome) mutable {
        responder.send(direct_answer(outcome, echo));
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
