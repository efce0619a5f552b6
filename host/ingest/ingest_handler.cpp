#include "host/ingest/ingest_handler.hpp"

#include "host/base/log.hpp"
#include "host/ingest/answers.hpp"
#include "host/ingest/delivery.hpp"
#include "host/ingest/test_header.hpp"
#include "host/ingest/verify.hpp"

namespace host::ingest {
namespace {

// A sample that `amfs event trigger` sent: said by whoever could write memory anyway.
bool is_test(const http::Request& request, const access::Access& access) {
  const auto word = request.headers.find(kTestHeader);
  return word && *word == "true" &&
         (access::is_plain_loopback(request) ||
          std::holds_alternative<access::Caller>(
              access.admit_with_key(request, access::Scope::write)));
}

constexpr std::int64_t kNoteUseEveryNs = 60 * kNsPerSecond;

}  // namespace

struct IngestHandler::Context final : http::RequestContext {
  explicit Context(Found which) : found(std::move(which)) {}
  Found found;
};

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
  auto search = find_endpoint(request);
  if (auto* refusal = std::get_if<http::Response>(&search)) return std::move(*refusal);
  auto& found = std::get<Found>(search);
  const Endpoint& endpoint = *found.endpoint;
  if (!endpoint.unconfigured.empty())
    return counted(endpoint, connector_unconfigured(endpoint.connector));
  const std::uint64_t size_max = endpoint.manifest->webhook.max_payload_bytes;
  if (request.content_length && *request.content_length > size_max)
    return counted(endpoint, payload_too_large(size_max));
  if (auto refusal = refuse_unsigned(endpoint, request.headers))
    return counted(endpoint, std::move(*refusal));
  if (found.sender_is_known) {
    if (auto refusal = access_.refuse_webhook(endpoint.tenant(), endpoint.connector))
      return std::move(*refusal);
  }
  const std::chrono::nanoseconds deadline(endpoint.manifest->webhook.ack_deadline_ns);
  request.context = std::make_unique<Context>(std::move(found));
  return http::Proceed{size_max, deadline};
}

// By the token, or, with a key where one is needed, the default endpoint of the key's tenant.
std::variant<IngestHandler::Found, http::Response> IngestHandler::find_endpoint(
    const http::Request& request) const {
  const auto name = request.param("connector");
  const std::string connector = name.has_value() ? name.value() : std::string();
  const std::string_view token = request.params.raw("token");
  EndpointPointer endpoint = token.empty()
                                 ? endpoints_.find(connector)
                                 : endpoints_.find_by_token(connector, crypto::sha256(token));
  bool by_key = false;
  if (token.empty() && (options_.require_key || (endpoint && needs_key(*endpoint)))) {
    auto admission = access_.admit_with_key(request, access::Scope::ingest);
    if (auto* refusal = std::get_if<http::Response>(&admission)) return std::move(*refusal);
    endpoint = endpoints_.find(connector, std::get<access::Caller>(admission).tenant);
    by_key = true;
  }
  if (!endpoint) return unknown_endpoint(connector);
  return Found{std::move(endpoint), by_key || !token.empty()};
}

// Verify; then take in, at once or when the connector's own check says so.
void IngestHandler::handle(http::Request request, http::Responder responder) {
  const Found found = static_cast<Context&>(*request.context).found;
  const UnixNs now = clock_.now_ns();
  const Verification verification = verify(*found.endpoint, request, now);
  if (verification.verdict == Verdict::valid) {
    take_in(found, verification.by, std::move(request), std::move(responder));
  } else if (const auto& checks = found.endpoint->code_checks) {
    checks->check(std::move(request), std::move(responder), now,
                  [this, found](http::Request genuine, http::Responder to_answer) {
                    take_in(found, nullptr, std::move(genuine), std::move(to_answer));
                  });
  } else {
    responder.send(
        counted(*found.endpoint, refused_signature(verification.verdict, verification.header)));
  }
}

// Ingest one genuine request: read, greet or claim, make durable, answer, hand on.
void IngestHandler::take_in(const Found& found, const SignatureVerifier* by, http::Request request,
                            http::Responder responder) {
  const Endpoint& endpoint = *found.endpoint;
  // Only now, where nothing but the signature says who sends: strangers must not use up what the
  // tenant may send.
  if (!found.sender_is_known) {
    if (auto refusal = access_.refuse_webhook(endpoint.tenant(), endpoint.connector)) {
      responder.send(std::move(*refusal));
      return;
    }
  }
  note_use(endpoint, clock_.now_ns());
  Delivery delivery(request, endpoint, is_test(request, access_) ? store::kFlagTest : 0U);
  if (const auto greeting = delivery.handshake()) {
    endpoint.stats->greetings.fetch_add(1, std::memory_order_relaxed);
    responder.send(handshake_answer(*greeting));
    return;
  }

  std::string digest;
  if (!delivery.has_id()) digest = signed_digest(by, request.headers, delivery.body());
  store::Append append = delivery.to_append(std::move(digest), id_is_signed(endpoint, by));
  append.deadline_mono_ns = monotonic_ns() + endpoint.manifest->webhook.ack_deadline_ns;

  store_.append(
      std::move(append),
      [this, to = found.endpoint, delivery = std::move(delivery), responder = std::move(responder),
       reservation = std::move(request.reservation)](store::AppendOutcome outcome) mutable {
        to->stats->count(outcome.status, delivery.is_readable());
        responder.send(append_answer(outcome, *to->manifest, delivery.event_type()));
        if (outcome.status == store::AppendStatus::accepted && delivery.is_readable()) {
          dispatcher_.offer(std::move(delivery).to_ready_event(outcome));
        } else if (outcome.status == store::AppendStatus::revived) {
          dispatcher_.run_again(to->id(), outcome.seq);
        }
      });
}

void IngestHandler::note_use(const Endpoint& endpoint, UnixNs now) {
  if (!endpoint.use) return;
  UnixNs noted = endpoint.use->noted_at.load(std::memory_order_relaxed);
  if (now - noted < kNoteUseEveryNs) return;
  if (endpoint.use->noted_at.compare_exchange_strong(noted, now)) {
    store_.endpoints().touch_endpoint(endpoint.id(), now);
  }
}

http::Response IngestHandler::counted(const Endpoint& endpoint, http::Response refusal) const {
  access_.refusals().count(endpoint.tenant(), endpoint.connector, refusal.code);
  return refusal;
}

http::Response IngestHandler::unknown_endpoint(const std::string& connector) const {
  const auto nearest = endpoints_.nearest(connector);
  if (nearest && *nearest != connector) {
    log::info("webhook for unknown connector; did the sender mean '{}'?", *nearest);
  }
  http::Response refusal = unknown_endpoint_answer(options_.dev ? nearest : std::nullopt);
  access_.refusals().count(0, {}, refusal.code);
  return refusal;
}

}  // namespace host::ingest
