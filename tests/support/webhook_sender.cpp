#include "tests/support/webhook_sender.hpp"

#include "host/base/encoding.hpp"
#include "host/crypto/digest.hpp"
#include "tests/support/json.hpp"

namespace test {

std::string sha256_signature(std::string_view secret, std::string_view body) {
  const host::crypto::Hmac hmac(host::crypto::HmacAlgorithm::sha256, secret);
  return "sha256=" + host::to_hex(hmac.compute({body}));
}

HttpHeaders github_headers(std::string_view secret, std::string_view event,
                           std::string_view delivery_id, std::string_view body) {
  return {{"Content-Type", "application/json"},
          {"X-GitHub-Event", std::string(event)},
          {"X-GitHub-Delivery", std::string(delivery_id)},
          {"X-Hub-Signature-256", sha256_signature(secret, body)}};
}

HttpHeaders test_connector_headers(std::string_view secret, std::string_view body) {
  return {{"Content-Type", "application/json"}, {"X-Signature", sha256_signature(secret, body)}};
}

std::optional<DeliveryAnswer> WebhookSender::send(const HttpHeaders& headers,
                                                  std::string_view body) {
  const auto response = client_.request("POST", target_, headers, body);
  if (!response) return std::nullopt;
  DeliveryAnswer answer;
  answer.http_status = response->status;
  if (response->body.empty()) return answer;
  const auto document = parse_json(response->body);
  if (answer.is_acknowledged()) {
    answer.status = text_member(document, "status");
    answer.event_id = text_member(document, "event_id");
  } else {
    answer.code = text_member(document, "code");
  }
  return answer;
}

}  // namespace test
