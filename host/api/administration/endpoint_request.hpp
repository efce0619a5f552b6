// The bodies of POST /admin/endpoints and …/rotate, checked.
#pragma once

#include <string>

#include "host/access/caller.hpp"
#include "host/config/manifest.hpp"
#include "host/config/secret_string.hpp"
#include "host/crypto/sealed_box.hpp"
#include "host/ingest/endpoint.hpp"
#include "host/store/endpoints.hpp"

namespace host::api {

struct EndpointRequest {
  store::EndpointRow row;       // connector, name, tenant, entity_prefix
  config::SecretString secret;  // empty = none given
};

// Both wipe `body` and throw BadRequest.
EndpointRequest parse_endpoint(std::string& body, const access::Caller& caller,
                               const ingest::EndpointTable& connectors);

struct RotationRequest {
  config::SecretString secret;
  bool keeps_previous = true;
};
RotationRequest parse_rotation(std::string& body);

// Throws BadRequest when no delivery could ever be verified with this secret.
void check_endpoint_secret(const config::Manifest& manifest, const config::SecretString& secret);

// Bound to the endpoint. Throws BadRequest (503 secrets_key_missing) without a box. An empty secret
// stays empty.
std::string seal_secret(const crypto::SealedBox* box, const config::SecretString& secret,
                        const std::string& endpoint);

}  // namespace host::api
