// ReadyEvent: an accepted event on its way to transform, either handed over by ingest with its body
// or loaded again from the inbox.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "host/base/clock.hpp"
#include "host/dispatch/endpoint_scope.hpp"
#include "host/identity/identity_plan.hpp"
#include "host/store/records.hpp"
#include "host/store/store.hpp"

namespace host::dispatch {

struct ReadyEvent {
  store::EventSeq seq = 0;
  store::EndpointId endpoint = 0;
  std::shared_ptr<const EndpointScope> scope;  // see where()
  std::string id;
  std::string event_type;
  std::string delivery_id;
  std::string content_type;
  std::string query;
  identity::HeaderValues headers;
  std::string body;          // raw bytes
  std::string form_payload;  // JSON text made of a form; empty: the body is the payload
  std::string raw_path;      // where its raw entry would go, as the connector names paths
  std::uint32_t flags = 0;
  std::int32_t attempts = 0;  // made so far
  std::int32_t reruns = 0;    // of this attempt, because the memory it read had changed
  UnixNs received_at = 0;
  UnixNs occurred_at = 0;  // 0 = unknown

  // Whose it is; without a scope: the default tenant's.
  const EndpointScope& where() const {
    static const EndpointScope kNoScope;
    return scope ? *scope : kNoScope;
  }
  const std::string& payload() const { return form_payload.empty() ? body : form_payload; }
  std::size_t size() const { return body.size() + form_payload.size() + 512; }
};

// The event as the inbox has it. Its payload is scanned again for raw_path; an error says why the
// stored body has no payload (it was a dead letter from the start).
Result<ReadyEvent> from_inbox(const store::EventRow& row, store::EventBody body,
                              const identity::IdentityPlan& plan);

// The stored form of headers: [["Name","value"],…].
std::string write_headers(const identity::HeaderValues& headers);
identity::HeaderValues read_headers(const std::string& json);

}  // namespace host::dispatch
