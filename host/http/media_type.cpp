#include "host/http/media_type.hpp"

#include <algorithm>

#include "host/base/text.hpp"
#include "host/http/request.hpp"

namespace host::http {
namespace {

constexpr std::size_t kMaxMediaTypeBytes = 256;  // RFC 6838 allows 127 + 1 + 127 for the type alone

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

std::string_view unquote(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

std::optional<MediaType> parse_media_type(std::string_view value) {
  if (value.size() > kMaxMediaTypeBytes) return std::nullopt;
  auto semicolon = std::min(value.find(';'), value.size());
  const std::string_view type = trim(value.substr(0, semicolon));
  const auto slash = type.find('/');
  if (slash == std::string_view::npos || !is_token(type.substr(0, slash)) ||
      !is_token(type.substr(slash + 1))) {
    return std::nullopt;
  }
  MediaType result{lower(type), {}};
  // A quoted `;` splits a parameter wrongly; no charset has one, and others are not looked at.
  while (semicolon < value.size()) {
    value.remove_prefix(semicolon + 1);
    semicolon = std::min(value.find(';'), value.size());
    const std::string_view parameter = value.substr(0, semicolon);
    const auto equals = parameter.find('=');
    if (equals == std::string_view::npos) continue;
    if (!equals_ignore_case(trim(parameter.substr(0, equals)), "charset")) continue;
    const std::string_view charset = unquote(trim(parameter.substr(equals + 1)));
    if (result.charset.empty() && is_token(charset)) result.charset = lower(charset);
  }
  return result;
}

bool is_json(const MediaType& media_type) {
  return media_type.type == "application/json" ||
         std::string_view(media_type.type).ends_with("+json");
}

}  // namespace host::http
