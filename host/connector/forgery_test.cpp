#include "host/connector/forgery_test.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "host/base/encoding.hpp"
#include "host/config/signing_key.hpp"
#include "host/connector/hmac_keys.hpp"
#include "host/crypto/digest.hpp"

namespace host::connector {
namespace {

using config::SignatureScheme;
using config::SignatureSpec;

constexpr char kBody[] = R"({"forged":true})";
constexpr char kOtherBody[] = R"({"forged":false})";
constexpr std::int64_t kLimitNs = 5 * kNsPerSecond;  // at load nobody waits for an answer
constexpr std::size_t kKeyBytes = 32;

struct Forgery {
  const char* what;
  std::string signature;
};

std::array<Forgery, 4> forgeries(const SignatureSpec& rules, std::string_view key) {
  const auto code = [](std::string_view with, std::string_view body) {
    return crypto::Hmac(crypto::HmacAlgorithm::sha256, with).compute({body});
  };
  const std::string right = code(key, kBody);
  return {{{"an empty signature", ""},
           {"a signature by another key",
            config::encode_signature(rules.encoding, code(random_bytes(kKeyBytes), kBody))},
           {"the signature of another body",
            config::encode_signature(rules.encoding, code(key, kOtherBody))},
           {"half a signature",
            config::encode_signature(rules.encoding, right.substr(0, right.size() / 2))}}};
}

const SignatureSpec* code_rules(const config::WebhookSpec& webhook) {
  if (webhook.keys.empty())
    return webhook.signature.scheme == SignatureScheme::code ? &webhook.signature : nullptr;
  const auto found = std::find_if(webhook.keys.begin(), webhook.keys.end(), [](const auto& item) {
    return item.signature.scheme == SignatureScheme::code;
  });
  return found == webhook.keys.end() ? nullptr : &found->signature;
}

}  // namespace

bool checks_in_code(const config::WebhookSpec& webhook) { return code_rules(webhook) != nullptr; }

Result<void> refuses_forgeries(ConnectorRuntime& runtime, const config::WebhookSpec& webhook,
                               UnixNs now) {
  const SignatureSpec* rules = code_rules(webhook);
  if (rules == nullptr) return {};
  const std::string key = random_bytes(kKeyBytes);
  HmacKeys keys(rules->encoding);
  keys.add(key);
  const std::string seconds = std::to_string(now / kNsPerSecond);
  for (const Forgery& forgery : forgeries(*rules, key)) {
    SigcheckView view;
    view.body = kBody;
    view.signature = forgery.signature;
    view.timestamp = seconds;
    view.id = "forgery";
    view.method = "POST";
    view.url = "/";
    view.secret_count = keys.count();
    view.received_unix_ns = now;
    view.deadline_mono_ns = monotonic_ns() + kLimitNs;
    const SigcheckOutcome outcome = runtime.validate_signature(view, keys);
    if (outcome.status == SigcheckStatus::rejected) continue;
    if (outcome.status == SigcheckStatus::accepted) {
      return Error{"forgery_accepted",
                   fmt::format("validate_signature accepts {}; it must refuse what "
                               "SignatureCheck::verify does not confirm",
                               forgery.what)};
    }
    return Error{"signature_check_failed",
                 fmt::format("validate_signature fails on {} ({}); it must refuse it", forgery.what,
                             outcome.reason)};
  }
  return {};
}

}  // namespace host::connector
