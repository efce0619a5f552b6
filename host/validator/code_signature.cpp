// The library's own signature check (scheme: code). Nobody but its author knows what it signs, so
// that is watched: a library can compare only through verify_hmac, and what it puts in there,
// signed with the right secret, is the signature it must accept.
#include <array>
#include <utility>

#include "host/config/signing_key.hpp"
#include "host/connector/hmac_keys.hpp"
#include "host/crypto/digest.hpp"
#include "host/ingest/sender_proof.hpp"
#include "host/validator/session.hpp"
#include "host/validator/signature_judge.hpp"

namespace host::validator {
namespace {

std::optional<crypto::HmacAlgorithm> algorithm_of(std::uint32_t number) {
  if (number == AMFS_HMAC_SHA1) return crypto::HmacAlgorithm::sha1;
  if (number == AMFS_HMAC_SHA256) return crypto::HmacAlgorithm::sha256;
  if (number == AMFS_HMAC_SHA512) return crypto::HmacAlgorithm::sha512;
  return std::nullopt;
}

// The host's service, with a note of what it was asked last.
class WatchedKeys final : public connector::HmacService {
 public:
  explicit WatchedKeys(config::SignatureEncoding encoding) : keys(encoding) {}

  connector::HmacAnswer verify(std::uint32_t secret_index, std::uint32_t number,
                               const std::vector<std::string_view>& pieces,
                               std::string_view candidate) const override {
    if (const auto known = algorithm_of(number)) {
      algorithm = *known;
      content.emplace();
      for (const std::string_view piece : pieces) content->append(piece);
    }
    return keys.verify(secret_index, number, pieces, candidate);
  }

  connector::HmacKeys keys;
  mutable crypto::HmacAlgorithm algorithm = crypto::HmacAlgorithm::sha256;
  mutable std::optional<std::string> content;  // what the library would have signed
};

class CodeJudge final : public SignatureJudge {
 public:
  CodeJudge(const Subject& subject, const config::SignatureSpec& rules)
      : SignatureJudge(rules.encoding), rules_(rules), session_(subject), keys_(rules.encoding) {
    for (const Signer signer : {Signer::current, Signer::previous}) keys_.keys.add(key(signer));
    if (!session_.create()) fault_ = "there is no instance; see create-destroy";
  }

  Result<std::string> sign(Signer signer, const std::string& body, UnixNs at) override {
    // A library may look at the length before it compares: one try with each algorithm's.
    for (const std::size_t bytes : {32U, 20U, 64U}) {
      keys_.content.reset();
      accepts(text_of(std::string(bytes, '\0')), body, at);
      if (keys_.content)
        return crypto::Hmac(keys_.algorithm, key(signer)).compute({*keys_.content});
    }
    return Error{"never_asked", "it never asked verify_hmac, so no signature can be right"};
  }

  bool accepts(const std::string& text, const std::string& body, UnixNs at) override {
    if (session_.instance() == nullptr) return false;
    const std::string time = rules_.timestamp ? ingest::sent_time(*rules_.timestamp, at) : "";
    const std::string header = rules_.signature_prefix + text;
    connector::SigcheckView view;
    view.headers.push_back({rules_.signature_header, header});
    view.body = body;
    view.signature = text;
    if (rules_.timestamp) {
      view.timestamp = std::string_view(time).substr(rules_.timestamp->prefix.size());
      view.tolerance_ns = rules_.timestamp->tolerance_ns;
      view.headers.push_back({rules_.timestamp->header, time});
    }
    if (!rules_.id_header.empty()) {
      view.id = kTestDeliveryId;
      view.headers.push_back({rules_.id_header, kTestDeliveryId});
    }
    view.method = "POST";
    view.url = "/api/v1/webhooks/validate";
    view.secret_count = keys_.keys.count();
    view.received_unix_ns = kVirtualNow;
    const auto outcome = session_.validate_signature(view, keys_);
    if (fault_.empty() && !session_.facts().faults.empty())
      fault_ = session_.facts().faults.front();
    return outcome.status == connector::SigcheckStatus::accepted;
  }

  // The host checks the time itself, before it asks.
  bool judges_age() const override { return false; }
  std::string fault() const override { return fault_; }

 private:
  std::string key(Signer signer) const {
    const auto bytes = config::signing_key(rules_, test_secret(rules_, "", signer));
    return bytes ? std::string(bytes->reveal()) : std::string();
  }

  const config::SignatureSpec rules_;
  Session session_;
  WatchedKeys keys_;
  std::string fault_;
};

}  // namespace

std::unique_ptr<SignatureJudge> make_code_judge(const Subject& subject,
                                                const config::SignatureSpec& rules) {
  return std::make_unique<CodeJudge>(subject, rules);
}

}  // namespace host::validator
