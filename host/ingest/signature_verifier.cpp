#include "host/ingest/signature_verifier.hpp"

#include <charconv>

#include "host/base/encoding.hpp"
#include "host/base/rfc3339.hpp"

namespace host::ingest {
namespace {

using config::SignatureAlgorithm;
using config::SignedPiece;

crypto::HmacAlgorithm hmac_of(SignatureAlgorithm algorithm) {
  switch (algorithm) {
    case SignatureAlgorithm::hmac_sha1:
      return crypto::HmacAlgorithm::sha1;
    case SignatureAlgorithm::hmac_sha512:
      return crypto::HmacAlgorithm::sha512;
    case SignatureAlgorithm::hmac_sha256:
    case SignatureAlgorithm::ed25519:
    case SignatureAlgorithm::from_prefix:
      break;
  }
  return crypto::HmacAlgorithm::sha256;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Calls `use(item)` for at most kMaxSignatureCandidates items of a list; stops when it returns
// true.
template <class Use>
bool any_item(std::string_view text, const std::string& separator, const Use& use) {
  if (separator.empty()) return use(text);
  for (std::size_t count = 0; count < config::kMaxSignatureCandidates; ++count) {
    const std::size_t end = text.find(separator);
    if (use(trim(text.substr(0, end)))) return true;
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + separator.size());
  }
  return false;
}

// The only value of a header; nothing when it is absent or repeated (contract 3: invalid).
std::optional<std::string_view> single(const http::HeaderList& headers, std::string_view name) {
  if (headers.count(name) != 1) return std::nullopt;
  return headers.find(name);
}

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

}  // namespace

std::optional<std::string> SignatureVerifier::unsupported(const config::SignatureSpec& rules) {
  if (rules.scheme != config::SignatureScheme::signature) {
    return "only webhook.scheme: signature is supported by this version";
  }
  if (rules.algorithm == SignatureAlgorithm::ed25519 ||
      rules.algorithm == SignatureAlgorithm::from_prefix) {
    return "only hmac-sha256, hmac-sha1 and hmac-sha512 are supported by this version";
  }
  if (rules.encoding != config::SignatureEncoding::hex ||
      rules.key_encoding != config::KeyEncoding::utf8 || !rules.key_prefix.empty()) {
    return "only hexadecimal signatures with a plain text key are supported by this version";
  }
  return std::nullopt;
}

SignatureVerifier::SignatureVerifier(config::SignatureSpec rules, std::string_view secret)
    : rules_(std::move(rules)), hmac_(hmac_of(rules_.algorithm), secret) {}

Verdict SignatureVerifier::verify(const http::HeaderList& headers, std::string_view body,
                                  UnixNs now) const {
  const auto header = single(headers, rules_.signature_header);
  if (!header)
    return headers.count(rules_.signature_header) == 0 ? Verdict::missing : Verdict::invalid;
  if (const Verdict time = check_time(headers, now); time == Verdict::invalid) return time;
  const Signed content = signed_content(headers);
  const std::string expected = hmac_.compute({content.before, body, content.after});
  const bool found = any_item(*header, rules_.signature_separator,
                              [&](std::string_view item) { return matches(item, expected); });
  if (!found) return Verdict::invalid;
  return check_time(headers, now);  // said only to those who hold the secret
}

bool SignatureVerifier::matches(std::string_view candidate, const std::string& expected) const {
  const std::string& prefix = rules_.signature_prefix;
  if (candidate.substr(0, prefix.size()) != prefix) return false;
  candidate.remove_prefix(prefix.size());
  if (candidate.size() != expected.size() * 2) return false;
  const auto decoded = from_hex(candidate);
  return decoded && crypto::constant_time_equal(*decoded, expected);
}

std::string_view SignatureVerifier::timestamp(const http::HeaderList& headers) const {
  const auto header = single(headers, rules_.timestamp->header);
  if (!header) return {};
  const std::string& prefix = rules_.timestamp->prefix;
  if (prefix.empty()) return *header;
  std::string_view found;
  any_item(*header, ",", [&](std::string_view item) {
    if (item.substr(0, prefix.size()) != prefix) return false;
    found = item.substr(prefix.size());
    return true;
  });
  return found;
}

Verdict SignatureVerifier::check_time(const http::HeaderList& headers, UnixNs now) const {
  if (!rules_.timestamp) return Verdict::valid;
  const auto time = parse_timestamp(timestamp(headers), rules_.timestamp->format);
  if (!time) return Verdict::invalid;
  const std::int64_t off = *time > now ? *time - now : now - *time;
  return off <= rules_.timestamp->tolerance_ns ? Verdict::valid : Verdict::stale;
}

SignatureVerifier::Signed SignatureVerifier::signed_content(const http::HeaderList& headers) const {
  Signed out;
  std::string* part = &out.before;
  for (const SignedPiece& piece : rules_.signed_content) {
    switch (piece.kind) {
      case SignedPiece::Kind::literal:
        *part += piece.literal;
        break;
      case SignedPiece::Kind::body:
        part = &out.after;
        break;
      case SignedPiece::Kind::timestamp:
        *part += timestamp(headers);
        break;
      case SignedPiece::Kind::id:
        *part += single(headers, rules_.id_header).value_or("");
        break;
    }
  }
  return out;
}

std::string SignatureVerifier::signed_digest(const http::HeaderList& headers,
                                             std::string_view body) const {
  const Signed content = signed_content(headers);
  const auto digest = crypto::sha256({content.before, body, content.after});
  return std::string(crypto::as_text(digest).substr(0, 16));
}

}  // namespace host::ingest
