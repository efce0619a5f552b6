#include "host/api/command_handler.hpp"

#include "host/api/admission.hpp"
#include "host/api/query_handler.hpp"

namespace host::api {

http::HeadDecision CommandHandler::on_head(http::Request& request) {
  return admit(access_, scope_, request, body_max_);
}

void CommandHandler::handle(http::Request request, http::Responder responder) {
  const access::Caller caller = caller_of(request);
  try {
    command_(std::move(request), caller, responder);
  } catch (const BadRequest& bad) {
    responder.send(bad.response());
  }
}

}  // namespace host::api
