// Scheme `jwt`: a compact JWS (RFC 7515) with an HMAC, as Atlassian signs OAuth and Connect hooks.
//
// The algorithm comes from the manifest's allow-list, never from the token alone: `none` and the
// public-key algorithms are in no list. `exp` is required, `nbf` honoured. The token binds neither
// body nor URL, so the body is worth what the connection is worth.
#include <map>

#include "host/crypto/base64.hpp"
#include "host/crypto/digest.hpp"
#include "host/identity/event_time.hpp"
#include "host/ingest/hmac_of.hpp"
#include "host/ingest/proof.hpp"
#include "host/ingest/signed_parts.hpp"
#include "host/json/pointer_scan.hpp"

namespace host::ingest {
namespace {

using json::Scalar;

constexpr std::size_t kTokenMax = 8192;                   // bytes
constexpr std::int64_t kClockLeeway = 60 * kNsPerSecond;  // between their clock and ours

struct Jws {
  std::string_view header, claims, signature;  // base64url
  std::string_view signed_text;                // "header.claims"
};

std::optional<Jws> split(std::string_view token) {
  if (token.size() > kTokenMax) return std::nullopt;
  const std::size_t first = token.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = token.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  return Jws{token.substr(0, first), token.substr(first + 1, second - first - 1),
             token.substr(second + 1), token.substr(0, second)};
}

// The members of a JSON object in base64url; nothing when it is none.
std::optional<std::vector<Scalar>> read_members(std::string_view text,
                                                const json::PointerSet& pointers) {
  const auto decoded = crypto::from_base64url(text);
  if (!decoded) return std::nullopt;
  json::Scan scan = json::scan(*decoded, pointers);
  if (scan.error || scan.root != json::Root::object) return std::nullopt;
  return std::move(scan.values);
}

std::optional<UnixNs> numeric_date(const Scalar& value) {
  if (value.kind != Scalar::Kind::number) return std::nullopt;
  return identity::parse_event_time(value.text, config::TimestampFormat::unix_s);
}

Verdict check_window(const Scalar& expires, const Scalar& not_before, UnixNs now) {
  const auto end = numeric_date(expires);
  if (!end) return Verdict::invalid;
  if (*end <= now - kClockLeeway) return Verdict::stale;
  if (not_before.kind == Scalar::Kind::missing) return Verdict::valid;
  const auto begin = numeric_date(not_before);
  if (!begin) return Verdict::invalid;
  return *begin > now + kClockLeeway ? Verdict::stale : Verdict::valid;
}

class JwtProof final : public Proof {
 public:
  JwtProof(const config::SignatureSpec& rules, const config::SecretString& key) : rules_(rules) {
    for (const auto& [name, algorithm] : rules.algorithms) {
      if (const auto hmac = hmac_of(algorithm))
        keys_.emplace(name, crypto::Hmac(*hmac, key.reveal()));
    }
  }

  Verdict check(const http::HeaderList& headers, std::string_view /*body*/,
                UnixNs now) const override {
    SignedParts parts;
    if (const Verdict found = find_parts(rules_, headers, parts); found != Verdict::valid)
      return found;
    if (!parts.signature.starts_with(rules_.signature_prefix)) return Verdict::invalid;
    const auto jws = split(parts.signature.substr(rules_.signature_prefix.size()));
    if (!jws || !is_signed(*jws)) return Verdict::invalid;
    const auto claims = read_members(jws->claims, claim_pointers_);
    return claims ? check_window(claims->at(0), claims->at(1), now) : Verdict::invalid;
  }

 private:
  bool is_signed(const Jws& jws) const {
    const auto header = read_members(jws.header, header_pointers_);
    // `crit` names extensions that must be understood; we understand none.
    if (!header || header->at(1).kind != Scalar::Kind::missing) return false;
    const auto key = keys_.find(header->at(0).text);
    if (header->at(0).kind != Scalar::Kind::text || key == keys_.end()) return false;
    const auto signature = crypto::from_base64url(jws.signature);
    return signature &&
           crypto::constant_time_equal(*signature, key->second.compute({jws.signed_text}));
  }

  const config::SignatureSpec rules_;
  std::map<std::string, crypto::Hmac, std::less<>> keys_;
  const json::PointerSet header_pointers_{{{"alg"}, {"crit"}}};
  const json::PointerSet claim_pointers_{{{"exp"}, {"nbf"}}};
};

}  // namespace

std::unique_ptr<const Proof> make_jwt_proof(const config::SignatureSpec& rules,
                                            const config::SecretString& key) {
  return std::make_unique<JwtProof>(rules, key);
}

}  // namespace host::ingest
