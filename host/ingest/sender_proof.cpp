#include "host/ingest/sender_proof.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "host/base/rfc3339.hpp"
#include "host/base/text.hpp"
#include "host/config/signing_key.hpp"
#include "host/crypto/base64.hpp"
#include "host/crypto/ed25519.hpp"
#include "host/ingest/hmac_of.hpp"

namespace host::ingest {
namespace {

using config::SignatureAlgorithm;
using config::SignatureScheme;
using config::SignatureSpec;
using config::SignedPiece;

constexpr std::int64_t kTokenSeconds = 180;  // life of a sample's JWT, as Atlassian's
constexpr std::string_view kPrivateKeyPrefix = "whsk_";

Error cannot_sign(std::string_view why) { return {"cannot_sign", std::string(why)}; }

// Without the prefix in front of it.
std::string timestamp_text(const config::TimestampSpec& spec, UnixNs now) {
  switch (spec.format) {
    case config::TimestampFormat::unix_ms:
      return std::to_string(now / kNsPerMs);
    case config::TimestampFormat::rfc3339:
      return format_rfc3339(now);
    case config::TimestampFormat::unix_s:
      break;
  }
  return std::to_string(now / kNsPerSecond);
}

std::string signed_content(const SignatureSpec& rules, std::string_view body, std::string_view id,
                           UnixNs now) {
  std::string content;
  for (const SignedPiece& piece : rules.signed_content) {
    switch (piece.kind) {
      case SignedPiece::Kind::literal:
        content += piece.literal;
        break;
      case SignedPiece::Kind::body:
        content += body;
        break;
      case SignedPiece::Kind::timestamp:
        if (rules.timestamp) content += timestamp_text(*rules.timestamp, now);
        break;
      case SignedPiece::Kind::id:
        content += id;
        break;
    }
  }
  return content;
}

// An ed25519 private key: its 32 bytes, or those with the public half behind them, in base64.
Result<std::string> ed25519_signature(const config::SecretString& private_key,
                                      const std::string& content) {
  std::string_view text = private_key.reveal();
  if (text.starts_with(kPrivateKeyPrefix)) text.remove_prefix(kPrivateKeyPrefix.size());
  auto bytes = crypto::from_base64(text);
  std::optional<std::string> signature;
  if (bytes && bytes->size() >= crypto::kEd25519KeyBytes) {
    signature =
        crypto::ed25519_sign(std::string_view(*bytes).substr(0, crypto::kEd25519KeyBytes), content);
  }
  if (bytes) config::wipe(*bytes);
  if (signature) return std::move(*signature);
  return cannot_sign(
      "these rules need an ed25519 private key; set AMFS_CONNECTOR_{NAME}_SIGNING_KEY to whsk_ and "
      "its base64 text");
}

// The algorithm that a sender uses: where the prefix names it, the first of the list.
SignatureAlgorithm algorithm_of(const SignatureSpec& rules) {
  return rules.algorithm == SignatureAlgorithm::from_prefix ? rules.algorithms.begin()->second
                                                            : rules.algorithm;
}

// What stands before the proof in its header.
std::string prefix_of(const SignatureSpec& rules) {
  if (rules.scheme == SignatureScheme::basic) return "Basic ";
  const bool signs =
      rules.scheme == SignatureScheme::signature || rules.scheme == SignatureScheme::code;
  const bool named = signs && rules.algorithm == SignatureAlgorithm::from_prefix;
  return named ? rules.algorithms.begin()->first + '=' : rules.signature_prefix;
}

Result<std::string> signature(const SignatureSpec& rules, const SenderSecrets& secrets,
                              const std::string& content) {
  const auto hmac = hmac_of(algorithm_of(rules));
  if (!hmac) {
    const auto bytes = ed25519_signature(secrets.private_key, content);
    if (!bytes) return bytes.error();
    return config::encode_signature(rules.encoding, *bytes);
  }
  const auto key = config::signing_key(rules, secrets.secret.reveal());
  if (!key) return cannot_sign(key.error().message);
  return config::encode_signature(rules.encoding,
                                  crypto::Hmac(*hmac, key->reveal()).compute({content}));
}

Result<std::string> token(const SignatureSpec& rules, std::string_view secret) {
  if (rules.scheme == SignatureScheme::basic) return crypto::to_base64(secret);
  const auto visible = [](char c) { return c >= ' ' && c <= '~'; };
  if (!std::all_of(secret.begin(), secret.end(), visible))
    return cannot_sign("the secret has characters that no header can carry; set another one");
  return std::string(secret);
}

Result<std::string> jwt(const SignatureSpec& rules, std::string_view secret, UnixNs now) {
  const auto key = config::signing_key(rules, secret);
  if (!key) return cannot_sign(key.error().message);
  const auto& [name, algorithm] = *rules.algorithms.begin();
  const std::int64_t seconds = now / kNsPerSecond;
  const std::string content =
      crypto::to_base64url(fmt::format(R"({{"alg":"{}","typ":"JWT"}})", name)) + '.' +
      crypto::to_base64url(fmt::format(R"({{"iss":"amfs-event-trigger","iat":{},"exp":{}}})",
                                       seconds, seconds + kTokenSeconds));
  const std::string code =
      crypto::Hmac(hmac_of(algorithm).value(), key->reveal()).compute({content});
  return content + '.' + crypto::to_base64url(code);
}

}  // namespace

Result<std::string> make_proof(const SignatureSpec& rules, const SenderSecrets& secrets,
                               std::string_view body, std::string_view id, UnixNs now) {
  switch (rules.scheme) {
    case SignatureScheme::none:
      return std::string();
    case SignatureScheme::token:
    case SignatureScheme::basic:
      return token(rules, secrets.secret.reveal());
    case SignatureScheme::jwt:
      return jwt(rules, secrets.secret.reveal(), now);
    case SignatureScheme::signature:
    case SignatureScheme::code:
      break;
  }
  return signature(rules, secrets, signed_content(rules, body, id, now));
}

std::string sent_time(const config::TimestampSpec& spec, UnixNs now) {
  return spec.prefix + timestamp_text(spec, now);
}

ProofHeaders proof_headers(const SignatureSpec& rules, std::string_view proof, UnixNs now) {
  ProofHeaders headers;
  if (rules.scheme == SignatureScheme::none) return headers;
  std::string value = prefix_of(rules) + std::string(proof);
  if (rules.timestamp) {
    std::string time = sent_time(*rules.timestamp, now);
    // Stripe's way: the time is one item of the signature header.
    if (equals_ignore_case(rules.timestamp->header, rules.signature_header)) {
      value = time + rules.signature_separator + value;
    } else {
      headers.emplace_back(rules.timestamp->header, std::move(time));
    }
  }
  headers.emplace_back(rules.signature_header, std::move(value));
  return headers;
}

}  // namespace host::ingest
