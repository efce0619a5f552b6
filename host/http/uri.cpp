#include "host/http/uri.hpp"

#include <rapidjson/encodings.h>
#include <rapidjson/memorystream.h>

#include <algorithm>

#include "host/base/text.hpp"
#include "host/http/limits.hpp"

namespace host::http {
namespace {

// Where RapidJSON's validator copies to: nowhere.
struct NullOutput {
  using Ch = char;
  void Put(char) {}
};

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Error invalid(const char* message) { return {"invalid_target", message}; }

Result<std::string> decode(std::string_view raw, bool plus_is_space) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    char c = raw[i];
    if (c == '%') {
      const int high = i + 2 < raw.size() ? hex_value(raw[i + 1]) : -1;
      const int low = high >= 0 ? hex_value(raw[i + 2]) : -1;
      if (low < 0) {
        return invalid(
            "The URL has a % that two hex digits do not follow; encode % itself as %25.");
      }
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (plus_is_space && c == '+') {
      c = ' ';
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      return invalid("The URL contains an encoded control character; remove it.");
    }
    out.push_back(c);
  }
  if (!is_utf8(out)) return invalid("The URL is not UTF-8 once decoded; encode it as UTF-8.");
  return out;
}

}  // namespace

Result<std::string> percent_decode(std::string_view raw) { return decode(raw, false); }

std::string percent_encode(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  static constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.push_back('%');
    out.push_back(kHex[byte >> 4U]);
    out.push_back(kHex[byte & 0x0fU]);
  }
  return out;
}

Result<QueryParams> QueryParams::parse(std::string_view raw_query) {
  QueryParams params;
  while (!raw_query.empty()) {
    const auto end = std::min(raw_query.find('&'), raw_query.size());
    const std::string_view pair = raw_query.substr(0, end);
    raw_query.remove_prefix(std::min(end + 1, raw_query.size()));
    if (pair.empty()) continue;
    if (params.pairs_.size() == kMaxQueryParams) {
      return invalid("The URL has more than 100 query parameters; send fewer.");
    }
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = decode(pair.substr(0, equals), true);
    if (!name) return name.error();
    auto value = decode(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!value) return value.error();
    params.pairs_.emplace_back(std::move(*name), std::move(*value));
  }
  return params;
}

const std::string* QueryParams::find(std::string_view name) const {
  for (const auto& [key, value] : pairs_) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::size_t QueryParams::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(
      pairs_.begin(), pairs_.end(), [&](const auto& pair) { return pair.first == name; }));
}

}  // namespace host::http
