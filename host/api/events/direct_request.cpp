#include "host/api/events/direct_request.hpp"

#include <algorithm>

#include "host/api/memory/memory_fields.hpp"
#include "host/crypto/digest.hpp"
#include "host/identity/identity_plan.hpp"
#include "host/identity/text_rules.hpp"
#include "host/store/body_codec.hpp"

namespace host::api {
namespace {

constexpr std::size_t kIdempotencyKeyMax = 256;
constexpr const char* kIdempotencyKeyRule = "expected at most 256 bytes of UTF-8 without controls";

bool is_source(const std::string& text) {
  const auto first = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto rest = [&](char c) { return first(c) || c == '.' || c == '_' || c == '-'; };
  return !text.empty() && text.size() <= 64 && first(text[0]) &&
         std::all_of(text.begin(), text.end(), rest);
}

// From the body or from the header, which may hold any bytes.
std::string read_idempotency_key(BodyFields& fields, std::string_view header) {
  std::string key = fields.text("idempotency_key", kIdempotencyKeyMax);
  if (!fields.is_sound("idempotency_key")) return {};
  if (key.empty()) key = std::string(header);
  if (!header.empty() && key != header) {
    fields.fault("idempotency_key", "differs from the Idempotency-Key header; send one of them");
  } else if (!key.empty() && identity::key_fault(key, true)) {
    static_assert(identity::kKeyMax == kIdempotencyKeyMax);
    fields.fault("idempotency_key", kIdempotencyKeyRule);
  }
  return key;
}

}  // namespace

store::DirectWrite parse_direct(const std::string& body, std::string_view idempotency_header,
                                UnixNs now) {
  BodyFields fields(body);
  store::DirectWrite direct;
  direct.source = fields.required_text("source");
  if (fields.is_sound("source") && !is_source(direct.source)) {
    fields.fault("source", "expected [a-z0-9][a-z0-9._-]{0,63}");
  }
  direct.event_type = identity::tidy_event_type(fields.text("event_type", identity::kEventTypeMax));
  direct.idempotency_key = read_idempotency_key(fields, idempotency_header);
  direct.received_at = now;
  direct.write = memory_write_of(fields, store::MemoryType::experience, true, now);
  // With a key it may be a retry whose first answer is due: the store knows (kTtlPastCode).
  if (direct.idempotency_key.empty()) check_ttl(fields, direct.write, now);
  fields.check();
  prepare(direct.write);
  direct.body_digest = std::string(crypto::as_text(crypto::sha256(body)).substr(0, 16));
  direct.packed_body = store::pack_body(body);
  return direct;
}

}  // namespace host::api
