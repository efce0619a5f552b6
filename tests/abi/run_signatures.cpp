#include "tests/abi/run_signatures.hpp"

#include "host/base/clock.hpp"
#include "host/base/encoding.hpp"
#include "host/connector/hmac_keys.hpp"
#include "host/crypto/digest.hpp"
#include "tests/abi/cases.hpp"

namespace abi {
namespace {

using namespace host::connector;

constexpr const char* kTimestamp = "1790000000";
constexpr const char* kBody = R"({"id":7})";

// What the sender put into the signature header.
std::string signature_of(const SignatureCase& signature) {
  const bool sha1 = signature.id == "sha1";
  const host::crypto::Hmac hmac(
      sha1 ? host::crypto::HmacAlgorithm::sha1 : host::crypto::HmacAlgorithm::sha256,
      signature.secret);
  return host::to_hex(sha1 ? hmac.compute({kBody}) : hmac.compute({kTimestamp, ".", kBody}));
}

SigcheckOutcome check_one(ConnectorRuntime& runtime, const HmacService& secrets,
                          const SignatureCase& signature) {
  const std::string candidate = signature_of(signature);
  SigcheckView view;
  view.body = signature.tampered.empty() ? kBody : std::string_view(signature.tampered);
  view.signature = candidate;
  view.timestamp = kTimestamp;
  view.id = signature.id;
  view.method = "POST";
  view.url = signature.url;
  view.headers = {{"X-One", "1"}};
  view.secret_count = 2;
  view.received_unix_ns = 1;
  view.tolerance_ns = 300 * host::kNsPerSecond;
  return runtime.validate_signature(view, secrets);
}

}  // namespace

void run_signatures(ConnectorRuntime& runtime, bool exceptions, Outcomes& out) {
  constexpr const char* kNames[] = {"accepted", "rejected", "failed"};
  HmacKeys secrets(host::config::SignatureEncoding::hex);
  secrets.add(kCurrentSecret);
  secrets.add(kPreviousSecret);
  for (const SignatureCase& signature : signature_cases()) {
    if (signature.throws && !exceptions) continue;
    const SigcheckOutcome outcome = check_one(runtime, secrets, signature);
    out[signature.name] = kNames[static_cast<std::size_t>(outcome.status)];
    if (outcome.status == SigcheckStatus::failed) out[signature.name] += ": " + outcome.reason;
    out[signature.name] += '\n';
  }
}

}  // namespace abi
