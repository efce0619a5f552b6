// Handler: what a route calls, in two stages, because the body limit depends on the route.
//
// Thread rule: both stages run on an I/O thread, for many requests at once on different threads.
// They must not block: slow work goes elsewhere and answers through the Responder. An exception
// that escapes is answered with 500.
#pragma once

#include <chrono>
#include <memory>
#include <utility>
#include <variant>

#include "host/http/limits.hpp"
#include "host/http/request.hpp"
#include "host/http/responder.hpp"
#include "host/http/response.hpp"

namespace host::http {

// Stage 1 said yes: read a body of at most this many bytes (more is 413), then call handle().
struct Proceed {
  std::uint64_t max_body_bytes = kDefaultMaxBodyBytes;
  // From the complete request on; beyond it the client is told 503 `overloaded` and the handler's
  // own answer is dropped. 0: the handler keeps its own time.
  std::chrono::nanoseconds answer_within{0};
};

using HeadDecision = std::variant<Proceed, Response>;

class Handler {
 public:
  virtual ~Handler() = default;

  // Stage 1: the header is there, the body not yet. Look-ups, authentication and refusals belong
  // here; `request.context` may carry what was found to stage 2.
  virtual HeadDecision on_head(Request& request) {
    static_cast<void>(request);
    return Proceed{};
  }

  // Stage 2: the whole request.
  virtual void handle(Request request, Responder responder) = 0;
};

// Wraps a callable `Response(Request&)` that answers at once.
template <class Function>
std::shared_ptr<Handler> sync_handler(Function function) {
  class SyncHandler final : public Handler {
   public:
    explicit SyncHandler(Function f) : function_(std::move(f)) {}
    void handle(Request request, Responder responder) override {
      responder.send(function_(request));
    }

   private:
    Function function_;
  };
  return std::make_shared<SyncHandler>(std::move(function));
}

}  // namespace host::http
