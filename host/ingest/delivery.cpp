#include "host/ingest/delivery.hpp"

#include "host/base/encoding.hpp"
#include "host/base/text.hpp"
#include "host/crypto/digest.hpp"
#include "host/identity/event_time.hpp"
#include "host/identity/text_rules.hpp"
#include "host/json/payload.hpp"
#include "host/store/body_codec.hpp"

namespace host::ingest {
namespace {

constexpr std::size_t kStoredHeaderMax = 1024;  // bytes of one value
constexpr std::size_t kStoredQueryMax = 2048;

std::string printable(std::string_view value, std::size_t size_max) {
  if (!is_utf8(value) || value.size() > size_max) return {};
  return std::string(value);
}

}  // namespace

Delivery::Delivery(http::Request& request, const Endpoint& endpoint, std::uint32_t flags)
    : endpoint_(&endpoint) {
  event_.flags = flags;
  event_.endpoint = endpoint.id();
  event_.scope = endpoint.scope;
  event_.received_at = request.received_ns;
  event_.id = make_event_id(event_.received_at);
  event_.content_type =
      printable(request.headers.find("Content-Type").value_or(""), kStoredHeaderMax);
  event_.query = printable(request.query, kStoredQueryMax);
  for (const std::string& name : endpoint.plan->kept_headers()) {
    if (const auto value = request.headers.find(name)) {
      event_.headers.emplace_back(name, printable(*value, kStoredHeaderMax));
    }
  }
  const auto agent = request.headers.find("User-Agent");
  if (agent) event_.headers.emplace_back("User-Agent", printable(*agent, kStoredHeaderMax));
  const auto coding = request.headers.find("Content-Encoding");
  if (coding && !equals_ignore_case(*coding, "identity")) {
    unreadable_ = "the content encoding is not supported";
  }
  event_.body = std::move(request.body);
  read_payload();

  event_.event_type = endpoint.plan->event_type(evidence());
  event_.delivery_id = endpoint.plan->delivery_id(evidence());
  event_.raw_path = endpoint.plan->raw_path(evidence());
  const UnixNs claimed = endpoint.plan->occurred_at(evidence());
  const auto believed = identity::believe(claimed, event_.received_at);
  event_.occurred_at = claimed == 0 ? 0 : believed.time;
  if (believed.suspect) event_.flags |= store::kFlagClockSuspect;
}

void Delivery::read_payload() {
  if (unreadable_.empty()) {
    json::Payload payload = json::payload_of(event_.content_type, event_.body);
    const config::WebhookSpec& webhook = endpoint_->manifest->webhook;
    const bool form = payload.kind == json::PayloadKind::form;
    if (payload.kind == json::PayloadKind::unsupported ||
        !(form ? webhook.accept_form : webhook.accept_json)) {
      unreadable_ = "the content type is not one this connector accepts";
    } else if (event_.body.empty()) {
      unreadable_ = "the body is empty";
    } else {
      if (form) event_.flags |= store::kFlagForm;
      event_.form_payload = std::move(payload.json);
      scan_ = json::scan(event_.payload(), endpoint_->plan->pointers());
      if (scan_.error) unreadable_ = scan_.error->message;
    }
  }
  if (!unreadable_.empty()) scan_.error = json::ScanError{unreadable_, 0};
}

std::optional<identity::HandshakeAnswer> Delivery::handshake() const {
  if (!is_readable()) return std::nullopt;
  return endpoint_->plan->handshake(evidence(), event_.event_type);
}

store::Append Delivery::to_append(std::string signed_digest, bool id_is_signed) const {
  const config::Manifest& manifest = *endpoint_->manifest;
  store::Append append;
  append.tenant = endpoint_->tenant();
  append.endpoint = endpoint_->id();
  append.event_id = event_.id;
  append.event_type = event_.event_type;
  append.body_digest = std::string(crypto::as_text(crypto::sha256(event_.body)).substr(0, 16));
  store::DedupeClaim& claim = append.dedupe;
  claim.delivery_id = event_.delivery_id;
  claim.body_unique = manifest.dedupe.body_unique;
  claim.window_ns = manifest.dedupe.window_ns;
  if (event_.delivery_id.empty()) {
    claim.id_kind = store::IdKind::none;
    claim.signed_digest = std::move(signed_digest);
    claim.window_ns = manifest.dedupe.digest_window_ns;
  } else {
    claim.id_kind = id_is_signed ? store::IdKind::signed_id : store::IdKind::unsigned_id;
  }
  append.received_at = event_.received_at;
  append.occurred_at = event_.occurred_at;
  append.flags =
      event_.flags | (id_is_signed ? static_cast<std::uint32_t>(store::kFlagIdSigned) : 0U);
  if (!is_readable()) append.dead_reason = "unparseable_body: " + unreadable_;
  append.content_type = event_.content_type;
  append.query = event_.query;
  append.headers_json = dispatch::write_headers(event_.headers);
  append.packed_body = store::pack_body(event_.body);
  return append;
}

dispatch::ReadyEvent Delivery::to_ready_event(const store::AppendOutcome& outcome) && {
  event_.seq = outcome.seq;
  event_.flags = outcome.flags;
  return std::move(event_);
}

}  // namespace host::ingest
