// WebhookSender: delivers webhooks to a running host the way providers do, one at a time over one
// connection. Signing is apart from sending, so that a test can spoil either.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tests/support/http_client.hpp"

namespace test {

// "sha256=" and the HMAC of the body in hex.
std::string sha256_signature(std::string_view secret, std::string_view body);

// GitHub's headers: X-Hub-Signature-256, X-GitHub-Event, X-GitHub-Delivery, Content-Type JSON.
HttpHeaders github_headers(std::string_view secret, std::string_view event,
                           std::string_view delivery_id, std::string_view body);

// Those of the connectors in tests/connectors: X-Signature, Content-Type JSON.
HttpHeaders test_connector_headers(std::string_view secret, std::string_view body);

struct DeliveryAnswer {
  int http_status = 0;
  std::string status;    // "accepted", "duplicate"; empty when refused
  std::string event_id;  // empty when refused
  std::string code;      // of the problem, when refused

  bool is_acknowledged() const { return http_status / 100 == 2; }
};

class WebhookSender {
 public:
  // Posts to /api/v1/webhooks/{target}: a connector's name.
  WebhookSender(std::uint16_t port, std::string target)
      : client_(port), target_("/api/v1/webhooks/" + std::move(target)) {}

  // Nothing when the connection was lost before the answer was complete: the sender cannot know
  // whether the delivery arrived.
  std::optional<DeliveryAnswer> send(const HttpHeaders& headers, std::string_view body);

  HttpClient& client() { return client_; }

 private:
  HttpClient client_;
  std::string target_;
};

}  // namespace test
