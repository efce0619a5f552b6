// The sender's half of every scheme of contract 3: what the proofs of proof.hpp verify. For sample
// deliveries and for trying a connector out; the host itself never signs.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/error.hpp"
#include "host/config/manifest.hpp"
#include "host/config/secret_string.hpp"

namespace host::ingest {

// What a sender signs with. `secret` as the host has it, empty only for scheme none; `private_key`
// only for ed25519, where the host holds just the public half: 32 bytes in base64, with whsk_ in
// front or without.
struct SenderSecrets {
  config::SecretString secret;
  config::SecretString private_key;
};

// The text that proves where a delivery comes from, as it stands in its header behind the prefix.
// `id`: what stands for {id}. Under scheme code the connector's own rules are not known here:
// signed as the manifest's signature keys say. Error: `cannot_sign`.
Result<std::string> make_proof(const config::SignatureSpec& rules, const SenderSecrets& secrets,
                               std::string_view body, std::string_view id, UnixNs now);

// The time as its header carries it, prefix included.
std::string sent_time(const config::TimestampSpec& spec, UnixNs now);

// The headers that carry this proof, or anything in its place: that of the signature, and that of
// the time where it has its own. That of the id is the caller's.
using ProofHeaders = std::vector<std::pair<std::string, std::string>>;
ProofHeaders proof_headers(const config::SignatureSpec& rules, std::string_view proof, UnixNs now);

}  // namespace host::ingest
