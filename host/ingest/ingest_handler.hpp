// IngestHandler: POST /webhooks/{connector} and /webhooks/{connector}/{token}. One request from
// header to acknowledgement, every step of contract 1.1–1.3 in order. Nothing here logs a request's
// path: it may hold a token.
//
// Thread rule: I/O threads; the answer comes from the store's writer thread once the event is on
// disk.
#pragma once

#include <atomic>
#include <memory>
#include <variant>

#include "host/access/access.hpp"
#include "host/base/clock.hpp"
#include "host/dispatch/dispatcher.hpp"
#include "host/http/handler.hpp"
#include "host/ingest/endpoint.hpp"
#include "host/store/store.hpp"

namespace host::ingest {

struct IngestOptions {
  bool require_key = false;  // auth.require_key_on_webhooks
  bool dev = false;          // name the nearest connector in a 404
};

class IngestHandler final : public http::Handler {
 public:
  IngestHandler(const EndpointTable& endpoints, const access::Access& access, store::Store& store,
                dispatch::Dispatcher& dispatcher, const Clock& clock, IngestOptions options);

  http::HeadDecision on_head(http::Request& request) override;
  void handle(http::Request request, http::Responder responder) override;

  // From now on every request is answered 503 `shutting_down`.
  void stop_accepting() { stopping_.store(true); }

 private:
  struct Context;
  struct Found {
    EndpointPointer endpoint;
    bool sender_is_known = false;  // by a token or a key; else only its signature says who it is
  };

  std::variant<Found, http::Response> find_endpoint(const http::Request& request) const;
  // `by`: the verifier that held; null: the connector's code.
  void take_in(const Found& found, const SignatureVerifier* by, http::Request request,
               http::Responder responder);
  void note_use(const Endpoint& endpoint, UnixNs now);
  http::Response counted(const Endpoint& endpoint, http::Response refusal) const;
  http::Response unknown_endpoint(const std::string& connector) const;

  const EndpointTable& endpoints_;
  const access::Access& access_;
  store::Store& store_;
  dispatch::Dispatcher& dispatcher_;
  const Clock& clock_;
  const IngestOptions options_;
  std::atomic<bool> stopping_{false};
};

}  // namespace host::ingest
