#include "host/ingest/signed_parts.hpp"

#include <charconv>

#include "host/base/rfc3339.hpp"
#include "host/base/text.hpp"

namespace host::ingest {
namespace {

using config::SignedPiece;

// Digits only: no sign, no fraction, nothing behind.
std::optional<UnixNs> parse_timestamp(std::string_view text, config::TimestampFormat format) {
  if (format == config::TimestampFormat::rfc3339) return parse_rfc3339(text);
  const std::int64_t unit = format == config::TimestampFormat::unix_ms ? kNsPerMs : kNsPerSecond;
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  std::int64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  if (value > INT64_MAX / unit) return std::nullopt;
  return value * unit;
}

std::string_view find_timestamp(const config::TimestampSpec& spec, const std::string& separator,
                                std::string_view value) {
  if (spec.prefix.empty()) return value;
  std::string_view found;
  any_item(value, separator, [&](std::string_view item) {
    if (!item.starts_with(spec.prefix)) return false;
    found = item.substr(spec.prefix.size());
    return true;
  });
  return found;
}

// "a.b" + "." + "c" and "a" + "." + "b.c" are one and the same signed text: an id may not hold what
// ends it.
bool is_unambiguous(const config::SignatureSpec& rules, std::string_view id) {
  for (std::size_t i = 0; i + 1 < rules.signed_content.size(); ++i) {
    const SignedPiece& next = rules.signed_content[i + 1];
    const bool ends_id = rules.signed_content[i].kind == SignedPiece::Kind::id &&
                         next.kind == SignedPiece::Kind::literal;
    if (ends_id && id.find(next.literal) != std::string_view::npos) return false;
  }
  return true;
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::optional<std::string_view> single(const http::HeaderList& headers, std::string_view name) {
  std::optional<std::string_view> found;
  for (const http::Header& header : headers) {
    if (!equals_ignore_case(header.name, name)) continue;
    if (found) return std::nullopt;
    found = header.value;
  }
  return found;
}

Verdict find_parts(const config::SignatureSpec& rules, const http::HeaderList& headers,
                   SignedParts& parts) {
  const auto signature = single(headers, rules.signature_header);
  if (!signature) {
    return headers.count(rules.signature_header) == 0 ? Verdict::missing : Verdict::invalid;
  }
  parts.signature = *signature;
  if (rules.timestamp) {
    const auto value = single(headers, rules.timestamp->header);
    if (!value) return Verdict::invalid;
    parts.timestamp = find_timestamp(*rules.timestamp, rules.signature_separator, *value);
  }
  if (!rules.id_header.empty()) {
    parts.id = single(headers, rules.id_header).value_or(std::string_view());
    if (parts.id.empty() || !is_unambiguous(rules, parts.id)) return Verdict::invalid;
  }
  return Verdict::valid;
}

Verdict check_time(const config::SignatureSpec& rules, const SignedParts& parts, UnixNs now) {
  if (!rules.timestamp) return Verdict::valid;
  const auto time = parse_timestamp(parts.timestamp, rules.timestamp->format);
  if (!time) return Verdict::invalid;
  const std::int64_t off = *time > now ? *time - now : now - *time;
  return off <= rules.timestamp->tolerance_ns ? Verdict::valid : Verdict::stale;
}

SignedFrame signed_frame(const config::SignatureSpec& rules, const SignedParts& parts) {
  SignedFrame frame;
  std::string* side = &frame.before;
  for (const SignedPiece& piece : rules.signed_content) {
    switch (piece.kind) {
      case SignedPiece::Kind::literal:
        *side += piece.literal;
        break;
      case SignedPiece::Kind::body:
        side = &frame.after;
        break;
      case SignedPiece::Kind::timestamp:
        *side += parts.timestamp;
        break;
      case SignedPiece::Kind::id:
        *side += parts.id;
        break;
    }
  }
  return frame;
}

}  // namespace host::ingest
