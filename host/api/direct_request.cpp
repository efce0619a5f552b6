#include "host/api/direct_request.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>

#include "host/base/rfc3339.hpp"
#include "host/config/entity_path.hpp"
#include "host/crypto/digest.hpp"
#include "host/identity/text_rules.hpp"
#include "host/json/member_text.hpp"
#include "host/json/pointer_scan.hpp"
#include "host/store/body_codec.hpp"
#include "host/store/search_text.hpp"

namespace host::api {
namespace {

constexpr std::size_t kValueMax = std::size_t{256} << 10;  // contract 2.3
constexpr std::size_t kRefsMax = 32;
constexpr std::size_t kRefMax = 256;
constexpr std::size_t kIdempotencyKeyMax = 256;

bool is_source(const std::string& text) {
  const auto first = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto rest = [&](char c) { return first(c) || c == '.' || c == '_' || c == '-'; };
  return !text.empty() && text.size() <= 64 && first(text[0]) &&
         std::all_of(text.begin(), text.end(), rest);
}

// Collects every fault instead of stopping at the first.
class FieldReader {
 public:
  FieldReader(const rapidjson::Value& object, std::vector<http::FieldError>& errors)
      : object_(object), errors_(errors) {}

  void fault(const char* name, std::string message) {
    errors_.push_back({std::string("/") + name, std::move(message)});
  }
  const rapidjson::Value* find(const char* name) const {
    const auto found = object_.FindMember(name);
    return found == object_.MemberEnd() || found->value.IsNull() ? nullptr : &found->value;
  }
  std::string text(const char* name, bool required) {
    const rapidjson::Value* value = find(name);
    if (value == nullptr) {
      if (required) fault(name, "this field is required");
      return {};
    }
    if (!value->IsString()) {
      fault(name, "expected a text");
      return {};
    }
    return {value->GetString(), value->GetStringLength()};
  }
  UnixNs time(const char* name) {
    const std::string value = text(name, false);
    if (value.empty()) return 0;
    const auto parsed = parse_rfc3339(value);
    if (!parsed) fault(name, "expected an RFC 3339 time such as 2026-11-23T09:00:00Z");
    return parsed.value_or(0);
  }
  double confidence() {
    const rapidjson::Value* value = find("confidence");
    if (value == nullptr) return 1.0;
    if (!value->IsNumber() || value->GetDouble() < 0 || value->GetDouble() > 1) {
      fault("confidence", "expected a number from 0 to 1");
      return 1.0;
    }
    return value->GetDouble();
  }
  std::vector<std::string> refs() {
    std::vector<std::string> out;
    const rapidjson::Value* value = find("pattern_refs");
    if (value == nullptr) return out;
    bool ok = value->IsArray() && value->Size() <= kRefsMax;
    for (rapidjson::SizeType i = 0; ok && i < value->Size(); ++i) {
      const rapidjson::Value& item = (*value)[i];
      ok = item.IsString() && item.GetStringLength() > 0 && item.GetStringLength() <= kRefMax;
      if (ok) out.emplace_back(item.GetString(), item.GetStringLength());
    }
    if (!ok) fault("pattern_refs", "expected at most 32 texts of 1 to 256 bytes");
    return out;
  }

 private:
  const rapidjson::Value& object_;
  std::vector<http::FieldError>& errors_;
};

store::MemoryWrite read_write(FieldReader& fields, const std::string& body) {
  store::MemoryWrite write;
  write.memory_type = store::MemoryType::experience;
  write.entity_path = config::clean_path(fields.text("entity_path", true)).value_or("");
  if (fields.find("entity_path") != nullptr) {
    if (const auto fault = identity::path_fault(write.entity_path))
      fields.fault("entity_path", *fault);
  }
  write.key = fields.text("key", true);
  if (fields.find("key") != nullptr) {
    if (const auto fault = identity::key_fault(write.key, true)) fields.fault("key", *fault);
  }
  // As written, so that numbers keep their digits. An explicit null is a value, a missing one is
  // not.
  const auto value = json::member_text(body, "value");
  if (!value) fields.fault("value", "this field is required");
  write.value_json = value.value_or("null");
  if (write.value_json.size() > kValueMax) fields.fault("value", "larger than 256 KiB");
  write.confidence = fields.confidence();
  if (const std::string type = fields.text("memory_type", false); !type.empty()) {
    const auto parsed = store::parse_memory_type(type);
    if (!parsed) fields.fault("memory_type", "expected fact, belief or experience");
    write.memory_type = parsed.value_or(write.memory_type);
  }
  write.pattern_refs = fields.refs();
  write.ttl_at = fields.time("ttl_at");
  return write;
}

}  // namespace

std::variant<store::DirectWrite, http::Response> parse_direct(const http::Request& request) {
  const json::Scan scan = json::scan(request.body, json::PointerSet());
  if (scan.error) {
    return http::problem(400, "invalid_json", fmt::format("the body is {}", scan.error->message));
  }
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag>(
      request.body.c_str());
  std::vector<http::FieldError> errors;
  if (document.HasParseError() || !document.IsObject()) {
    return http::problem(422, "invalid_body", "expected a JSON object",
                         {{"", "expected an object"}});
  }
  FieldReader fields(document, errors);
  store::DirectWrite direct;
  direct.source = fields.text("source", true);
  const auto* source = fields.find("source");
  if (source != nullptr && source->IsString() && !is_source(direct.source)) {
    fields.fault("source", "expected [a-z0-9][a-z0-9._-]{0,63}");
  }
  direct.event_type = identity::tidy_event_type(fields.text("event_type", false));
  direct.idempotency_key = fields.text("idempotency_key", false);
  if (const auto header = request.headers.find("Idempotency-Key");
      header && direct.idempotency_key.empty()) {
    direct.idempotency_key = std::string(*header);
  }
  if (direct.idempotency_key.size() > kIdempotencyKeyMax) {
    fields.fault("idempotency_key", "at most 256 bytes");
  }
  direct.write = read_write(fields, request.body);
  if (!errors.empty()) {
    return http::problem(422, "invalid_body",
                         fmt::format("{}: {}", errors[0].field, errors[0].message), errors);
  }
  direct.write.search_text = store::search_text(direct.write.value_json);
  direct.body_digest = std::string(crypto::as_text(crypto::sha256(request.body)).substr(0, 16));
  direct.packed_body = store::pack_body(request.body);
  return direct;
}

}  // namespace host::api
