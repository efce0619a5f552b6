#include "tests/crash/store_rows.hpp"

#include "host/crypto/digest.hpp"
#include "host/store/body_codec.hpp"
#include "host/store/search_text.hpp"

namespace crash {

using namespace host::store;

std::string key_of(const std::string& event_id) { return "issue-" + event_id; }

std::string body_of(const std::string& event_id) {
  std::string body = "{\"id\":\"" + event_id + "\",\"text\":\"";
  for (int i = 0; i < 20; ++i) body += "line " + std::to_string(i) + " of " + event_id + " ";
  return body + "\"}";
}

Append make_append(EndpointId endpoint, const std::string& id, host::UnixNs now) {
  const std::string body = body_of(id);
  Append append;
  append.endpoint = endpoint;
  append.event_id = id;
  append.event_type = "issues.opened";
  append.body_digest = host::crypto::as_text(host::crypto::sha256(body)).substr(0, 16);
  append.dedupe.id_kind = IdKind::unsigned_id;
  append.dedupe.delivery_id = "delivery-of-" + id;
  append.dedupe.window_ns = 3600 * host::kNsPerSecond;
  append.received_at = now;
  append.content_type = "application/json";
  append.headers_json = "[]";
  append.packed_body = pack_body(body);
  return append;
}

Settlement make_settlement(EndpointId endpoint, const std::string& id, EventSeq seq,
                           host::UnixNs now) {
  Settlement settlement;
  settlement.seq = seq;
  settlement.endpoint = endpoint;
  settlement.agent_id = "webhook/github";
  settlement.attempts = 1;
  MemoryWrite write;
  write.entity_path = kEntityPath;
  write.key = key_of(id);
  write.value_json = body_of(id);
  write.occurred_at = now;
  write.search_text = search_text(write.value_json);
  settlement.writes.push_back(std::move(write));
  return settlement;
}

}  // namespace crash
