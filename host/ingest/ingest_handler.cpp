#include "host/ingest/ingest_handler.hpp"

#include <spdlog/spdlog.h>

#include "host/ingest/answers.hpp"
#include "host/ingest/delivery.hpp"

namespace host::ingest {
namespace {

struct FoundEndpoint final : http::RequestContext {
  explicit FoundEndpoint(const Endpoint& found) : endpoint(&found) {}
  const Endpoint* endpoint;
};

struct Verification {
  Verdict verdict = Verdict::invalid;
  const SignatureVerifier* by = nullptr;  // the one that held
};

// Current secret first, then the previous one; never another endpoint's.
Verification verify(const Endpoint& endpoint, const http::Request& request, UnixNs now) {
  Verification result;
  for (const SignatureVerifier& verifier : endpoint.verifiers) {
    const Verdict verdict = verifier.verify(request.headers, request.body, now);
    if (verdict == Verdict::valid) return {verdict, &verifier};
    if (result.verdict != Verdict::stale) result.verdict = verdict;
  }
  return result;
}

}  // namespace

IngestHandler::IngestHandler(const EndpointTable& endpoints, const access::Access& access,
                             store::Store& store, dispatch::Dispatcher& dispatcher,
                             const Clock& clock, IngestOptions options)
    : endpoints_(endpoints),
      access_(access),
      store_(store),
      dispatcher_(dispatcher),
      clock_(clock),
      options_(options) {}

// Before the body is read: everything that can be refused without it.
http::HeadDecision IngestHandler::on_head(http::Request& request) {
  if (stopping_.load(std::memory_order_relaxed)) return shutting_down();
  if (options_.require_key) {
    if (auto refusal = access_.refuse_without_key(request)) return std::move(*refusal);
  }
  const auto connector = request.param("connector");
  if (connector.has_error()) return unknown_endpoint({});
  const Endpoint* endpoint = endpoints_.find(connector.value());
  // Endpoint tokens come with tenants; until then every token is a foreign one.
  if (endpoint == nullptr || !request.params.raw("token").empty()) {
    return unknown_endpoint(connector.value());
  }
  if (!endpoint->unconfigured.empty()) return connector_unconfigured(endpoint->connector);
  const std::uint64_t size_max = endpoint->manifest->webhook.max_payload_bytes;
  if (request.content_length && *request.content_length > size_max)
    return payload_too_large(size_max);
  if (request.headers.count(endpoint->signature_header()) == 0) {
    return signature_missing(endpoint->signature_header());
  }
  request.context = std::make_unique<FoundEndpoint>(*endpoint);
  return http::Proceed{size_max,
                       std::chrono::nanoseconds(endpoint->manifest->webhook.ack_deadline_ns)};
}

// Ingest one request: verify, read, greet or claim, make durable, answer, hand on.
void IngestHandler::handle(http::Request request, http::Responder responder) {
  const Endpoint& endpoint = *static_cast<FoundEndpoint&>(*request.context).endpoint;

  const Verification verification = verify(endpoint, request, clock_.now_ns());
  if (verification.verdict != Verdict::valid) {
    responder.send(refused_signature(verification.verdict, endpoint.signature_header()));
    return;
  }

  Delivery delivery(request, endpoint);
  if (const auto greeting = delivery.handshake()) {
    responder.send(handshake_answer(*greeting));
    return;
  }

  std::string signed_digest;
  if (!delivery.has_id())
    signed_digest = verification.by->signed_digest(request.headers, delivery.body());
  store::Append append = delivery.to_append(std::move(signed_digest));
  append.deadline_mono_ns = monotonic_ns() + endpoint.manifest->webhook.ack_deadline_ns;

  store_.append(
      std::move(append),
      [this, &endpoint, delivery = std::move(delivery), responder = std::move(responder),
       reservation = std::move(request.reservation)](store::AppendOutcome outcome) mutable {
        responder.send(append_answer(outcome, *endpoint.manifest, delivery.event_type()));
        if (outcome.status == store::AppendStatus::accepted && delivery.is_readable()) {
          dispatcher_.offer(std::move(delivery).to_ready_event(outcome));
        } else if (outcome.status == store::AppendStatus::revived) {
          dispatcher_.run_again(endpoint.id, outcome.seq);
        }
      });
}

http::Response IngestHandler::unknown_endpoint(const std::string& connector) const {
  const auto nearest = endpoints_.nearest(connector);
  if (nearest) {
    spdlog::info("webhook for unknown connector; did the sender mean '{}'?", *nearest);
  }
  return unknown_endpoint_answer(options_.dev ? nearest : std::nullopt);
}

}  // namespace host::ingest
