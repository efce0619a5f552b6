#include "host/identity/text_rules.hpp"

#include <algorithm>

#include "host/base/text.hpp"
#include "host/config/manifest.hpp"
#include "host/identity/identity_plan.hpp"

namespace host::identity {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

}  // namespace

std::optional<std::string_view> find_header(
    const std::vector<std::pair<std::string, std::string>>& headers, std::string_view name) {
  for (const auto& [known, value] : headers) {
    if (equals_ignore_case(known, name)) return value;
  }
  return std::nullopt;
}

std::string tidy_event_type(std::string type) {
  if (!is_utf8(type)) return "generic";
  std::replace_if(type.begin(), type.end(), is_control, '_');
  type.resize(clip(type, kEventTypeMax).size());
  return type.empty() ? "generic" : type;
}

std::string harmless_reply(std::string body) {
  const auto harmless = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(" -_.~+/=:,").find(c) != std::string_view::npos;
  };
  const bool ok = body.size() <= config::kMaxHandshakeReplyBytes &&
                  std::all_of(body.begin(), body.end(), harmless);
  return ok ? body : std::string();
}

std::optional<std::string> path_fault(std::string_view path) {
  if (path.empty()) return "the entity path is empty";
  if (path.size() > kEntityPathMax) return "the entity path is longer than 512 bytes";
  if (!is_utf8(path)) return "the entity path is not UTF-8";
  while (true) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    if (segment.empty() || segment == "." || segment == "..") {
      return "the entity path has an empty, . or .. segment";
    }
    if (segment.front() == ' ' || segment.back() == ' ') {
      return "a segment of the entity path begins or ends with a space";
    }
    if (std::any_of(segment.begin(), segment.end(),
                    [](char c) { return is_control(c) || c == '\\'; })) {
      return "the entity path has a control character or a backslash";
    }
    if (end == path.size()) return std::nullopt;
    path.remove_prefix(end + 1);
  }
}

std::optional<std::string> key_fault(std::string_view key, bool slash_allowed) {
  if (key.empty()) return "the key is empty";
  if (key.size() > kKeyMax) return "the key is longer than 256 bytes";
  if (!is_utf8(key)) return "the key is not UTF-8";
  if (std::any_of(key.begin(), key.end(), is_control)) return "the key has a control character";
  if (!slash_allowed && key.find('/') != std::string_view::npos) {
    return "a connector's key must not have a slash";
  }
  return std::nullopt;
}

std::string raw_key(std::string_view event_type, std::string_view event_id) {
  std::string key(event_type);
  std::replace(key.begin(), key.end(), '/', '_');
  key += '-';
  key += event_id;
  return key;
}

}  // namespace host::identity
