// Verification of one webhook request with everything its endpoint has: the current secret, the
// previous one, the connector's own check. Never another endpoint's (contract 1.1).
#pragma once

#include <optional>
#include <string>

#include "host/config/secrets.hpp"
#include "host/connector/runtime.hpp"
#include "host/http/request.hpp"
#include "host/http/response.hpp"
#include "host/ingest/endpoint.hpp"
#include "host/ingest/signature_verifier.hpp"

namespace host::ingest {

// Gives the endpoint what its manifest and secrets allow: `verifiers` and `code_checks`, or else
// `unconfigured` with what the operator has to set. `runtime` may be null (the connector failed):
// scheme code then cannot verify anything.
void set_up_verification(Endpoint& endpoint, const config::ConnectorSecrets& secrets,
                         const std::shared_ptr<connector::ConnectorRuntime>& runtime);

// Whether only a key or an endpoint token says who sends (scheme none).
bool needs_key(const Endpoint& endpoint);

// Before the body is read: the 401 for a request without any header that could carry a proof.
std::optional<http::Response> refuse_unsigned(const Endpoint& endpoint,
                                              const http::HeaderList& headers);

struct Verification {
  Verdict verdict = Verdict::invalid;
  const SignatureVerifier* by = nullptr;  // the one that held
  std::string header;                     // the one to name in a refusal
};

// All that needs no connector code. When it does not find the request valid, code_checks decides
// where the endpoint has them.
Verification verify(const Endpoint& endpoint, const http::Request& request, UnixNs now);

// Of a delivery without an id; `by` null: verified by the connector's code.
std::string signed_digest(const SignatureVerifier* by, const http::HeaderList& headers,
                          const std::string& body);
// Whether the delivery's id is under its signature.
bool id_is_signed(const Endpoint& endpoint, const SignatureVerifier* by);

}  // namespace host::ingest
