// The sender's half of every scheme of contract 3: what the host's proofs (host/ingest) verify.
#pragma once

#include <string>

#include "host/base/clock.hpp"
#include "host/base/error.hpp"
#include "host/cli/delivery.hpp"
#include "host/config/manifest.hpp"

namespace host::cli {

// Adds the headers that prove where the delivery comes from. `id`: what stands for {id}. Under
// scheme code the connector's own rules are not known here: signed as the manifest's signature keys
// say. Error: `cannot_sign`.
Result<void> sign(Delivery& delivery, const config::SignatureSpec& rules,
                  const SigningSecrets& secrets, const std::string& id, UnixNs now);

}  // namespace host::cli
