// Scheme `signature`: HMAC or ed25519 over the manifest's signed content. A header may hold several
// candidates (rotation); one that fits is enough.
#include <optional>
#include <variant>
#include <vector>

#include "host/config/signing_key.hpp"
#include "host/crypto/digest.hpp"
#include "host/crypto/ed25519.hpp"
#include "host/ingest/hmac_of.hpp"
#include "host/ingest/proof.hpp"
#include "host/ingest/signed_parts.hpp"

namespace host::ingest {
namespace {

using config::SignatureAlgorithm;
using config::SignatureSpec;

// What a candidate that starts with `prefix` is checked with.
struct PrefixedKey {
  std::string prefix;
  std::variant<crypto::Hmac, crypto::Ed25519PublicKey> key;
};

struct SignedMessage {
  SignedFrame frame;
  std::string_view body;
};

// One key with one message: what is the same for all candidates is computed once.
class Comparison {
 public:
  Comparison(const PrefixedKey& key, const SignedMessage& message) : key_(key), message_(message) {}

  bool accepts(const std::string& signature) {
    if (const auto* hmac = std::get_if<crypto::Hmac>(&key_.key)) {
      if (joined_.empty())
        joined_ = hmac->compute({message_.frame.before, message_.body, message_.frame.after});
      return crypto::constant_time_equal(signature, joined_);
    }
    if (joined_.empty()) {  // ed25519 wants the message in one piece
      joined_.append(message_.frame.before).append(message_.body).append(message_.frame.after);
    }
    return std::get<crypto::Ed25519PublicKey>(key_.key).verify(joined_, signature);
  }

 private:
  const PrefixedKey& key_;
  const SignedMessage& message_;
  std::string joined_;  // the expected code, or the message
};

class SignatureProof final : public Proof {
 public:
  SignatureProof(const SignatureSpec& rules, const config::SecretString& key) : rules_(rules) {
    if (rules.algorithm == SignatureAlgorithm::from_prefix) {
      for (const auto& [name, algorithm] : rules.algorithms) add(name + '=', algorithm, key);
    } else {
      add(rules.signature_prefix, rules.algorithm, key);
    }
  }

  Verdict check(const http::HeaderList& headers, std::string_view body, UnixNs now) const override {
    SignedParts parts;
    if (const Verdict found = find_parts(rules_, headers, parts); found != Verdict::valid)
      return found;
    const Verdict time = check_time(rules_, parts, now);
    if (time == Verdict::invalid) return time;
    const SignedMessage message{signed_frame(rules_, parts), body};
    std::vector<Comparison> comparisons;
    for (const PrefixedKey& key : keys_) comparisons.emplace_back(key, message);
    const bool found = any_item(parts.signature, rules_.signature_separator,
                                [&](std::string_view item) { return fits(item, comparisons); });
    return found ? time : Verdict::invalid;  // stale is said only to those who hold the secret
  }

 private:
  void add(std::string prefix, SignatureAlgorithm algorithm, const config::SecretString& key) {
    if (const auto hmac = hmac_of(algorithm)) {
      keys_.push_back({std::move(prefix), crypto::Hmac(*hmac, key.reveal())});
    } else if (auto public_key = crypto::Ed25519PublicKey::from_bytes(key.reveal())) {
      keys_.push_back({std::move(prefix), std::move(*public_key)});
    }
  }

  bool fits(std::string_view item, std::vector<Comparison>& comparisons) const {
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (!item.starts_with(keys_[i].prefix)) continue;
      const auto decoded =
          config::decode_signature(rules_.encoding, item.substr(keys_[i].prefix.size()));
      if (decoded && comparisons[i].accepts(*decoded)) return true;
    }
    return false;
  }

  const SignatureSpec rules_;
  std::vector<PrefixedKey> keys_;
};

}  // namespace

std::unique_ptr<const Proof> make_signature_proof(const SignatureSpec& rules,
                                                  const config::SecretString& key) {
  return std::make_unique<SignatureProof>(rules, key);
}

}  // namespace host::ingest
