#include "host/config/signing_key.hpp"

#include <fmt/format.h>

#include "host/base/encoding.hpp"
#include "host/crypto/base64.hpp"

namespace host::config {
namespace {

constexpr std::size_t kThrowAwayBytes = 24;

Error unusable(std::string_view what) { return {"secret_unusable", std::string(what)}; }

Result<SecretString> decode(KeyEncoding encoding, std::string_view text) {
  if (encoding == KeyEncoding::utf8) return SecretString(text);
  auto bytes = encoding == KeyEncoding::base64 ? crypto::from_base64(text) : from_hex(text);
  if (!bytes) {
    return unusable(fmt::format("the secret is not {} text; copy it again from the sender",
                                encoding == KeyEncoding::base64 ? "base64" : "hexadecimal"));
  }
  return SecretString::absorb(std::move(*bytes));
}

Result<void> check_size(const SignatureSpec& rules, const SecretString& key) {
  if (rules.algorithm == SignatureAlgorithm::ed25519) {
    if (key.size() == kEd25519PublicBytes) return {};
    return unusable(
        "the secret is no ed25519 public key (32 bytes); copy it again from the sender");
  }
  const bool text = rules.key_encoding == KeyEncoding::utf8;
  const std::size_t least = text ? kMinTextSecretBytes : kMinBinaryKeyBytes;
  if (key.size() >= least) return {};
  return unusable(
      fmt::format("the secret has less than {} bytes; set a longer one on both sides", least));
}

Result<SecretString> compared_secret(const SignatureSpec& rules, std::string_view secret) {
  const bool basic = rules.scheme == SignatureScheme::basic;
  const std::size_t colon = secret.find(':');
  if (basic && (colon == std::string_view::npos || colon == 0)) {
    return unusable("the secret is not user:password; write it like that");
  }
  const std::size_t compared = basic ? secret.size() - colon - 1 : secret.size();
  if (compared < kMinTextSecretBytes) {
    return unusable(fmt::format("the {} has less than {} bytes; set a longer one on both sides",
                                basic ? "password" : "secret", kMinTextSecretBytes));
  }
  return SecretString(secret);
}

}  // namespace

Result<SecretString> signing_key(const SignatureSpec& rules, std::string_view secret) {
  if (rules.scheme == SignatureScheme::none) return SecretString();
  if (rules.scheme == SignatureScheme::token || rules.scheme == SignatureScheme::basic) {
    return compared_secret(rules, secret);
  }
  if (secret.starts_with(rules.key_prefix)) secret.remove_prefix(rules.key_prefix.size());
  auto key = decode(rules.key_encoding, secret);
  if (!key) return key.error();
  if (auto fits = check_size(rules, *key); !fits) return fits.error();
  return key;
}

Result<void> check_secret(const WebhookSpec& webhook, std::string_view secret) {
  const SignatureSpec* rules = webhook.for_secret(secret);
  if (rules == nullptr) {
    std::string prefixes;
    for (const KeySpec& key : webhook.keys) {
      prefixes += (prefixes.empty() ? "" : " or ") + key.secret_prefix;
    }
    return unusable(fmt::format("the secret must start with {}; copy all of it", prefixes));
  }
  const auto key = signing_key(*rules, secret);
  if (!key) return key.error();
  return {};
}

std::optional<std::string> decode_signature(SignatureEncoding encoding, std::string_view text) {
  return encoding == SignatureEncoding::hex ? from_hex(text) : crypto::from_base64(text);
}

std::string encode_signature(SignatureEncoding encoding, std::string_view bytes) {
  return encoding == SignatureEncoding::hex ? to_hex(bytes) : crypto::to_base64(bytes);
}

std::string throw_away_secret(const WebhookSpec& webhook) {
  const bool by_prefix = !webhook.keys.empty();
  const SignatureSpec& rules = by_prefix ? webhook.keys.front().signature : webhook.signature;
  const std::string prefix = by_prefix ? webhook.keys.front().secret_prefix : std::string();
  if (rules.algorithm == SignatureAlgorithm::ed25519 && rules.scheme == SignatureScheme::signature)
    return {};
  const std::string bytes = random_bytes(kThrowAwayBytes);
  if (rules.scheme == SignatureScheme::basic) return prefix + "amfs:" + to_hex(bytes);
  return prefix +
         (rules.key_encoding == KeyEncoding::base64 ? crypto::to_base64(bytes) : to_hex(bytes));
}

}  // namespace host::config
