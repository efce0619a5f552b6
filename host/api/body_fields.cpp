#include "host/api/body_fields.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/rfc3339.hpp"
#include "host/base/text.hpp"
#include "host/json/member_text.hpp"
#include "host/json/pointer_scan.hpp"

namespace host::api {
namespace {

std::string pointer(const std::string& name) { return name.empty() ? name : "/" + name; }

}  // namespace

BodyFields::BodyFields(const std::string& body) : body_(body) {
  const json::Scan scan = json::scan(body, json::PointerSet());
  if (scan.error) {
    throw BadRequest(
        http::problem(400, "invalid_json", fmt::format("the body is {}", scan.error->message)));
  }
  document_.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag>(
      body.c_str());
  if (document_.HasParseError() || !document_.IsObject()) {
    fault("", "expected a JSON object");
    check();
  }
}

const rapidjson::Value* BodyFields::find(const char* name) const {
  const rapidjson::Value* found = nullptr;
  for (const auto& member : document_.GetObject()) {
    if (member.name == name) found = &member.value;
  }
  return found == nullptr || found->IsNull() ? nullptr : found;
}

std::string BodyFields::text(const char* name, std::size_t size_max) {
  const rapidjson::Value* value = find(name);
  if (value == nullptr) return {};
  if (!value->IsString()) {
    fault(name, "expected a text");
    return {};
  }
  if (value->GetStringLength() > size_max) {
    fault(name, fmt::format("at most {} bytes", size_max));
    return {};
  }
  return {value->GetString(), value->GetStringLength()};
}

std::string BodyFields::required_text(const char* name, std::size_t size_max) {
  if (!has(name)) fault(name, "this field is required");
  return text(name, size_max);
}

double BodyFields::number(const char* name, double fallback, double min, double max) {
  const rapidjson::Value* value = find(name);
  if (value == nullptr) return fallback;
  if (value->IsNumber() && value->GetDouble() >= min && value->GetDouble() <= max) {
    return value->GetDouble();
  }
  fault(name, fmt::format("expected a number from {} to {}", min, max));
  return fallback;
}

std::int64_t BodyFields::integer(const char* name, std::int64_t fallback, std::int64_t min,
                                 std::int64_t max) {
  const rapidjson::Value* value = find(name);
  if (value == nullptr) return fallback;
  if (value->IsInt64() && value->GetInt64() >= min && value->GetInt64() <= max) {
    return value->GetInt64();
  }
  fault(name, fmt::format("expected a whole number from {} to {}", min, max));
  return fallback;
}

bool BodyFields::boolean(const char* name, bool fallback) {
  const rapidjson::Value* value = find(name);
  if (value == nullptr) return fallback;
  if (value->IsBool()) return value->GetBool();
  fault(name, "expected true or false");
  return fallback;
}

UnixNs BodyFields::time(const char* name) {
  const std::string value = text(name);
  if (value.empty()) return 0;
  const auto parsed = parse_rfc3339(value);
  if (!parsed) fault(name, kRfc3339Rule);
  return parsed.value_or(0);
}

std::vector<std::string> BodyFields::texts(const char* name, std::size_t count_max,
                                           std::size_t size_max) {
  const rapidjson::Value* value = find(name);
  if (value == nullptr) return {};
  std::vector<std::string> out;
  bool ok = value->IsArray() && value->Size() <= count_max;
  for (rapidjson::SizeType i = 0; ok && i < value->Size(); ++i) {
    const rapidjson::Value& item = (*value)[i];
    ok = item.IsString() && item.GetStringLength() > 0 && item.GetStringLength() <= size_max;
    if (ok) out.emplace_back(item.GetString(), item.GetStringLength());
  }
  if (ok) return out;
  fault(name, fmt::format("expected at most {} texts of 1 to {} bytes", count_max, size_max));
  return {};
}

std::string BodyFields::raw(const char* name, std::size_t size_max, bool required) {
  auto json = json::member_text(body_, name);
  if (!json) {
    if (required) fault(name, "this field is required");
    return {};
  }
  if (json->size() > size_max) {
    fault(name, fmt::format("larger than {} KiB", size_max / 1024));
    return {};
  }
  return std::move(*json);
}

void BodyFields::allow_only(std::initializer_list<std::string_view> names) {
  constexpr std::size_t kShownMax = 64;
  for (const auto& member : document_.GetObject()) {
    const std::string_view name(member.name.GetString(), member.name.GetStringLength());
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    fault(std::string(clip(name, kShownMax)), "no such field; check its spelling");
    return;
  }
}

void BodyFields::fault(const std::string& name, std::string message) {
  faults_.push_back({pointer(name), std::move(message)});
}

bool BodyFields::is_sound(const char* name) const {
  return std::none_of(faults_.begin(), faults_.end(),
                      [field = pointer(name)](const auto& fault) { return fault.field == field; });
}

void BodyFields::check() const {
  if (faults_.empty()) return;
  const http::FieldError& first = faults_.front();
  const std::string where = first.field.empty() ? std::string() : first.field + ": ";
  throw BadRequest(http::problem(422, "invalid_body", where + first.message, faults_));
}

}  // namespace host::api
