// Delivery: a verified request as an event in the making, before it is in the inbox.
#pragma once

#include <optional>
#include <string>

#include "host/dispatch/ready_event.hpp"
#include "host/http/request.hpp"
#include "host/identity/identity_plan.hpp"
#include "host/ingest/endpoint.hpp"
#include "host/json/pointer_scan.hpp"

namespace host::ingest {

class Delivery {
 public:
  // Takes the body out of the request and parses it: the hot path's only parse.
  // `flags`: what is known of it already (store::EventFlag).
  Delivery(http::Request& request, const Endpoint& endpoint, std::uint32_t flags = 0);

  // Set when the sender only wants to know whether we are there.
  std::optional<identity::HandshakeAnswer> handshake() const;

  // What the inbox is asked to take. See verify.hpp for both.
  store::Append to_append(std::string signed_digest, bool id_is_signed) const;

  const std::string& event_type() const { return event_.event_type; }
  const std::string& body() const { return event_.body; }
  bool has_id() const { return !event_.delivery_id.empty(); }
  bool is_readable() const { return unreadable_.empty(); }

  // The event for transform, once accepted.
  dispatch::ReadyEvent to_ready_event(const store::AppendOutcome& outcome) &&;

 private:
  void read_payload();
  identity::Evidence evidence() const { return {&scan_, &event_.headers}; }

  const Endpoint* endpoint_;
  json::Scan scan_;
  std::string unreadable_;  // why the payload cannot be read; empty = it can
  dispatch::ReadyEvent event_;
};

}  // namespace host::ingest
