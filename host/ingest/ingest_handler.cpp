#include "host/ingest/ingest_handler.hpp"

#include <spdlog/spdlog.h>

#include "host/ingest/answers.hpp"
#include "host/ingest/delivery.hpp"
#include "host/ingest/test_header.hpp"
#include "host/ingest/verify.hpp"

namespace host::ingest {
namespace {

struct FoundEndpoint final : http::RequestContext {
  explicit FoundEndpoint(std::shared_ptr<const Endpoint> found) : endpoint(std::move(found)) {}
  std::shared_ptr<const Endpoint> endpoint;
};

// A sample that `amfs event trigger` sent: said by whoever could write memory anyway.
bool is_test(const http::Request& request, const access::Access& access) {
  const auto word = request.headers.find(kTestHeader);
  return word && *word == "true" &&
         (access::is_plain_loopback(request) ||
          std::holds_alternative<access::Caller>(
              access.admit_with_key(request, access::Scope::write)));
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
    auto admission = access_.admit_with_key(request, access::Scope::ingest);
    if (auto* refusal = std::get_if<http::Response>(&admission)) return std::move(*refusal);
  }
  const auto connector = request.param("connector");
  if (connector.has_error()) return unknown_endpoint({});
  auto endpoint = endpoints_.find(connector.value());
  // Endpoint tokens come with tenants; until then every token is a foreign one.
  if (endpoint == nullptr || !request.params.raw("token").empty()) {
    return unknown_endpoint(connector.value());
  }
  if (needs_key(*endpoint)) {
    auto admission = access_.admit_with_key(request, access::Scope::ingest);
    if (auto* refusal = std::get_if<http::Response>(&admission)) return std::move(*refusal);
  }
  if (!endpoint->unconfigured.empty()) return connector_unconfigured(endpoint->connector);
  const std::uint64_t size_max = endpoint->manifest->webhook.max_payload_bytes;
  if (request.content_length && *request.content_length > size_max)
    return payload_too_large(size_max);
  if (auto refusal = refuse_unsigned(*endpoint, request.headers)) return std::move(*refusal);
  const std::chrono::nanoseconds deadline(endpoint->manifest->webhook.ack_deadline_ns);
  request.context = std::make_unique<FoundEndpoint>(std::move(endpoint));
  return http::Proceed{size_max, deadline};
}

// Verify; then take in, at once or when the connector's own check says so.
void IngestHandler::handle(http::Request request, http::Responder responder) {
  const auto found = static_cast<FoundEndpoint&>(*request.context).endpoint;
  const UnixNs now = clock_.now_ns();
  const Verification verification = verify(*found, request, now);
  if (verification.verdict == Verdict::valid) {
    take_in(found, verification.by, std::move(request), std::move(responder));
  } else if (found->code_checks) {
    found->code_checks->check(std::move(request), std::move(responder), now,
                              [this, found](http::Request genuine, http::Responder to_answer) {
                                take_in(found, nullptr, std::move(genuine), std::move(to_answer));
                              });
  } else {
    responder.send(refused_signature(verification.verdict, verification.header));
  }
}

// Ingest one genuine request: read, greet or claim, make durable, answer, hand on.
void IngestHandler::take_in(std::shared_ptr<const Endpoint> found, const SignatureVerifier* by,
                            http::Request request, http::Responder responder) {
  const Endpoint& endpoint = *found;
  Delivery delivery(request, endpoint, is_test(request, access_) ? store::kFlagTest : 0U);
  if (const auto greeting = delivery.handshake()) {
    responder.send(handshake_answer(*greeting));
    return;
  }

  std::string digest;
  if (!delivery.has_id()) digest = signed_digest(by, request.headers, delivery.body());
  store::Append append = delivery.to_append(std::move(digest), id_is_signed(endpoint, by));
  append.deadline_mono_ns = monotonic_ns() + endpoint.manifest->webhook.ack_deadline_ns;

  store_.append(
      std::move(append),
      [this, found, delivery = std::move(delivery), responder = std::move(responder),
       reservation = std::move(request.reservation)](store::AppendOutcome outcome) mutable {
        responder.send(append_answer(outcome, *found->manifest, delivery.event_type()));
        if (outcome.status == store::AppendStatus::accepted && delivery.is_readable()) {
          dispatcher_.offer(std::move(delivery).to_ready_event(outcome));
        } else if (outcome.status == store::AppendStatus::revived) {
          dispatcher_.run_again(found->id, outcome.seq);
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
