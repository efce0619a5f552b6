#include "host/validator/signature_judge.hpp"

#include <array>

#include "host/base/encoding.hpp"
#include "host/config/signing_key.hpp"
#include "host/crypto/base64.hpp"
#include "host/crypto/ed25519.hpp"

namespace host::validator {
namespace {

// 32 bytes each: enough for every rule about the length of keys.
constexpr std::array<std::string_view, 3> kKeys{"validate-current-secret-00000001",
                                                "validate-previous-secret-0000002",
                                                "validate-stranger-secret-0000003"};

void add_rules(JudgeList& list, const Subject& subject, const config::SignatureSpec& rules,
               const std::string& secret_prefix) {
  if (rules.scheme == config::SignatureScheme::none) {
    list.none_why = "webhook.scheme is none";
  } else if (rules.scheme == config::SignatureScheme::code) {
    list.is_fault = subject.connector_class->validate_signature == nullptr;
    if (list.is_fault) {
      list.none_why = "webhook.scheme is code, but the class has no validate_signature";
    } else {
      list.judges.push_back(make_code_judge(subject, rules));
    }
  } else if (auto judge = make_declared_judge(rules, secret_prefix)) {
    list.judges.push_back(std::move(*judge));
  } else {
    list.none_why = judge.error().message;
  }
}

}  // namespace

std::string SignatureJudge::text_of(const std::string& signature) const {
  return config::encode_signature(encoding_, signature);
}

JudgeList make_judges(const Subject& subject) {
  const config::WebhookSpec& webhook = subject.manifest->webhook;
  JudgeList list;
  if (webhook.keys.empty()) add_rules(list, subject, webhook.signature, "");
  for (const config::KeySpec& key : webhook.keys)
    add_rules(list, subject, key.signature, key.secret_prefix);
  return list;
}

std::string_view test_key(Signer signer) { return kKeys.at(static_cast<std::size_t>(signer)); }

std::string test_secret(const config::SignatureSpec& rules, const std::string& secret_prefix,
                        Signer signer) {
  const bool is_signed = rules.scheme == config::SignatureScheme::signature;
  std::string key(test_key(signer));
  if (is_signed && rules.algorithm == config::SignatureAlgorithm::ed25519)
    key = crypto::ed25519_public_key(key).value();
  if (rules.scheme == config::SignatureScheme::basic) key.insert(0, "validate:");
  // key_prefix is a part of the secret; so is the prefix that chose the rules.
  const std::string& prefix = rules.key_prefix.empty() ? secret_prefix : rules.key_prefix;
  switch (rules.key_encoding) {
    case config::KeyEncoding::base64:
      return prefix + crypto::to_base64(key);
    case config::KeyEncoding::hex:
      return prefix + to_hex(key);
    case config::KeyEncoding::utf8:
      break;
  }
  return prefix + key;
}

}  // namespace host::validator
