#include "host/ingest/answers.hpp"

#include <fmt/format.h>

#include "host/json/writer.hpp"

namespace host::ingest {
namespace {

http::Response unavailable(std::string_view code, std::string_view detail,
                           std::int64_t retry_after) {
  http::Response response = http::problem(503, code, detail);
  return response.retry_after(retry_after);
}

constexpr std::int64_t kRetrySoon = 2;            // seconds: a busy moment
constexpr std::int64_t kRetryAfterOperator = 60;  // seconds: somebody must act first

}  // namespace

http::Response append_answer(const store::AppendOutcome& outcome, const config::Manifest& manifest,
                             const std::string& event_type) {
  if (outcome.status == store::AppendStatus::refused) {
    const bool busy = outcome.error.code == "overloaded" || outcome.error.code == "shutting_down";
    const std::string& code = outcome.error.code;
    const bool known = busy || code == "storage_full";
    return unavailable(
        known ? code : "storage_full",
        known ? outcome.error.message : "the store is not available; try again later",
        busy ? kRetrySoon : kRetryAfterOperator);
  }
  const bool accepted = outcome.status == store::AppendStatus::accepted;
  const int status = accepted ? manifest.webhook.success_status : 200;
  if (manifest.webhook.success_body == config::SuccessBody::empty || status == 204) {
    return http::empty(status);
  }
  json::JsonWriter writer;
  writer.begin_object().put("status", accepted ? "accepted" : "duplicate");
  writer.put("event_id", outcome.event_id);
  if (accepted) writer.put("connector", manifest.name).put("event_type", event_type);
  return http::json(status, writer.end_object().text());
}

http::Response handshake_answer(const identity::HandshakeAnswer& answer) {
  http::Response response = http::text(answer.status, answer.body);
  response.set_header("X-Content-Type-Options", "nosniff");
  return response;
}

http::Response signature_missing(const std::string& header) {
  return http::problem(
      401, "signature_missing",
      fmt::format("the request has no {} header; set the same secret on both sides", header));
}

http::Response refused_signature(Verdict verdict, const std::string& header) {
  switch (verdict) {
    case Verdict::missing:
      return signature_missing(header);
    case Verdict::stale:
      return http::problem(
          401, "timestamp_out_of_tolerance",
          "the request was signed too long ago or in the future; check both clocks");
    case Verdict::unavailable:
      return signature_uncheckable();
    case Verdict::valid:
    case Verdict::invalid:
      break;
  }
  return http::problem(
      401, "signature_invalid",
      fmt::format("{} does not fit body and secret; set the same secret on both sides", header));
}

http::Response signature_uncheckable() {
  return unavailable("signature_unchecked",
                     "the connector could not check the signature in time; try again shortly",
                     kRetrySoon);
}

http::Response payload_too_large(std::uint64_t size_max) {
  return http::problem(413, "payload_too_large", fmt::format("the limit is {} bytes", size_max));
}

http::Response connector_unconfigured(const std::string& connector) {
  return unavailable("connector_unconfigured",
                     fmt::format("the operator must configure connector {} first", connector),
                     kRetryAfterOperator);
}

http::Response unknown_endpoint_answer(const std::optional<std::string>& nearest) {
  std::string detail = "no such endpoint; check the webhook URL";
  if (nearest) detail += fmt::format(" (did you mean /api/v1/webhooks/{}?)", *nearest);
  return http::problem(404, "unknown_endpoint", detail);
}

http::Response shutting_down() {
  return unavailable("shutting_down", "the host is stopping; try again shortly", kRetrySoon);
}

}  // namespace host::ingest
