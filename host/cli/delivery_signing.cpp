#include "host/cli/delivery_signing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/rfc3339.hpp"
#include "host/base/text.hpp"
#include "host/config/signing_key.hpp"
#include "host/config/yaml_values.hpp"
#include "host/crypto/base64.hpp"
#include "host/crypto/ed25519.hpp"
#include "host/ingest/hmac_of.hpp"

namespace host::cli {
namespace {

using config::SignatureAlgorithm;
using config::SignatureScheme;
using config::SignatureSpec;
using config::SignedPiece;

constexpr std::int64_t kTokenSeconds = 180;  // life of a sample's JWT, as Atlassian's
constexpr std::string_view kPrivateKeyPrefix = "whsk_";

Error cannot_sign(std::string_view why) { return {"cannot_sign", std::string(why)}; }

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

std::string signed_content(const SignatureSpec& rules, const std::string& body,
                           const std::string& timestamp, const std::string& id) {
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
        content += timestamp;
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

// The signature with what stands before it in the header.
Result<std::string> signature_text(const SignatureSpec& rules, const SigningSecrets& secrets,
                                   const std::string& content) {
  std::string prefix = rules.signature_prefix;
  SignatureAlgorithm algorithm = rules.algorithm;
  if (algorithm == SignatureAlgorithm::from_prefix) {
    prefix = rules.algorithms.begin()->first + '=';
    algorithm = rules.algorithms.begin()->second;
  }
  const auto hmac = ingest::hmac_of(algorithm);
  if (!hmac) {
    const auto signature = ed25519_signature(secrets.private_key, content);
    if (!signature) return signature.error();
    return prefix + config::encode_signature(rules.encoding, *signature);
  }
  const auto key = config::signing_key(rules, secrets.secret.reveal());
  if (!key) return cannot_sign(key.error().message);
  const std::string code = crypto::Hmac(*hmac, key->reveal()).compute({content});
  return prefix + config::encode_signature(rules.encoding, code);
}

Result<void> sign_content(Delivery& delivery, const SignatureSpec& rules,
                          const SigningSecrets& secrets, const std::string& id, UnixNs now) {
  std::string value;
  std::string timestamp;
  if (rules.timestamp) {
    timestamp = timestamp_text(*rules.timestamp, now);
    const std::string item = rules.timestamp->prefix + timestamp;
    // Stripe's way: the time is one item of the signature header.
    if (equals_ignore_case(rules.timestamp->header, rules.signature_header)) {
      value = item + rules.signature_separator;
    } else {
      set_header(delivery.headers, rules.timestamp->header, item);
    }
  }
  const auto signature =
      signature_text(rules, secrets, signed_content(rules, delivery.body, timestamp, id));
  if (!signature) return signature.error();
  set_header(delivery.headers, rules.signature_header, value + *signature);
  return {};
}

Result<void> show_token(Delivery& delivery, const SignatureSpec& rules, std::string_view secret) {
  const auto visible = [](char c) { return c >= ' ' && c <= '~'; };
  if (rules.scheme == SignatureScheme::token &&
      !std::all_of(secret.begin(), secret.end(), visible)) {
    return cannot_sign("the secret has characters that no header can carry; set another one");
  }
  const std::string value = rules.scheme == SignatureScheme::basic
                                ? "Basic " + crypto::to_base64(secret)
                                : rules.signature_prefix + std::string(secret);
  set_header(delivery.headers, rules.signature_header, value);
  return {};
}

Result<void> show_jwt(Delivery& delivery, const SignatureSpec& rules, std::string_view secret,
                      UnixNs now) {
  const auto key = config::signing_key(rules, secret);
  if (!key) return cannot_sign(key.error().message);
  const auto& [name, algorithm] = *rules.algorithms.begin();
  const std::int64_t seconds = now / kNsPerSecond;
  const std::string content =
      crypto::to_base64url(fmt::format(R"({{"alg":"{}","typ":"JWT"}})", name)) + '.' +
      crypto::to_base64url(fmt::format(R"({{"iss":"amfs-event-trigger","iat":{},"exp":{}}})",
                                       seconds, seconds + kTokenSeconds));
  const std::string code =
      crypto::Hmac(ingest::hmac_of(algorithm).value(), key->reveal()).compute({content});
  set_header(delivery.headers, rules.signature_header,
             rules.signature_prefix + content + '.' + crypto::to_base64url(code));
  return {};
}

}  // namespace

Result<void> sign(Delivery& delivery, const SignatureSpec& rules, const SigningSecrets& secrets,
                  const std::string& id, UnixNs now) {
  switch (rules.scheme) {
    case SignatureScheme::none:
      return {};
    case SignatureScheme::token:
    case SignatureScheme::basic:
      return show_token(delivery, rules, secrets.secret.reveal());
    case SignatureScheme::jwt:
      return show_jwt(delivery, rules, secrets.secret.reveal(), now);
    case SignatureScheme::signature:
    case SignatureScheme::code:
      break;
  }
  return sign_content(delivery, rules, secrets, id, now);
}

}  // namespace host::cli
