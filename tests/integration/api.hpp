// Api: a running host as an operator and a sender use it, with every answer checked for the form
// all answers share.
#pragma once

#include <chrono>
#include <string>

#include "tests/support/host_process.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/json.hpp"
#include "tests/support/webhook_sender.hpp"

namespace integration {

inline constexpr std::chrono::seconds kSettlePatience{15};
inline constexpr char kSecret[] = "integration-secret";

// An answer with its JSON body read; a null document where the body is empty.
struct Answer {
  int status = 0;
  rapidjson::Document json;
  test::HttpResponse http;

  std::string text(const char* member) const { return test::text_member(json, member); }
  std::string code() const { return text("code"); }  // of a problem
  // A member below the root by JSON pointer; throws when it is not there.
  const rapidjson::Value& at(const char* pointer) const;
};

class Api {
 public:
  explicit Api(std::uint16_t port, std::string key = {}) : client_(port), key_(std::move(key)) {}
  // With the admin key of this host.
  explicit Api(const test::HostProcess& host) : Api(host.port(), host.admin_key()) {}

  // `target` below /api/v1. Throws when no answer comes, when it is no HTTP of ours (no
  // X-Request-Id), or when an error is not a complete RFC 9457 problem.
  Answer call(const std::string& method, const std::string& target, const std::string& body = {},
              test::HttpHeaders headers = {});
  Answer get(const std::string& target) { return call("GET", target); }
  Answer post(const std::string& target, const std::string& body, test::HttpHeaders headers = {});
  // Exactly these bytes, as call() checks the answer.
  Answer exchange(const std::string& bytes);

  // The event once it is done or dead; throws when it stays open.
  Answer settled_event(const std::string& id);
  // Waits until the event has this state.
  Answer event_in_state(const std::string& id, const std::string& state);
  // events.<member> of GET /stats.
  std::int64_t event_count(const char* member);
  // `state` of GET /connectors/{name}.
  std::string connector_state(const std::string& name);

  test::HttpClient& client() { return client_; }

 private:
  Answer checked(std::optional<test::HttpResponse> response, const std::string& what);

  test::HttpClient client_;
  std::string key_;
};

// The target of `Link: rel="next"` below /api/v1; empty without one. Throws for any other Link.
std::string next_page(const Answer& answer);

// The headers of a delivery to a connector of tests/connectors, signed with kSecret.
test::HttpHeaders signed_headers(const std::string& body, const std::string& delivery_id = {});

// Replaces a header's value, or adds it.
void set_header(test::HttpHeaders& headers, const std::string& name, const std::string& value);

}  // namespace integration
