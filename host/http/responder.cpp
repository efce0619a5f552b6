#include "host/http/responder.hpp"

namespace host::http {

void Responder::answer_if_unanswered() {
  if (!sink_) return;
  send(problem(500, "internal_error",
               "The server failed to answer this request; try again and report the X-Request-Id."));
}

}  // namespace host::http
