// From a sample to a signed webhook request, by the manifest's signature rules: the sender's side
// of what the host verifies.
#pragma once

#include <optional>
#include <string>

#include "host/base/clock.hpp"
#include "host/base/error.hpp"
#include "host/cli/http_client.hpp"
#include "host/cli/sample_events.hpp"
#include "host/config/manifest.hpp"
#include "host/ingest/sender_proof.hpp"

namespace host::cli {

struct Delivery {
  HttpHeaders headers;
  std::string body;
};

// In place of what the header holds.
void set_header(HttpHeaders& headers, const std::string& name, const std::string& value);

// `id`: the delivery id to send; without one a fresh UUID goes where the manifest expects an id in
// a header, and an id in the body stays as it is. Errors: `cannot_sign`, `usage`.
Result<Delivery> make_delivery(const config::Manifest& manifest, SampleEvent sample,
                               const ingest::SenderSecrets& secrets,
                               const std::optional<std::string>& id, UnixNs now);

}  // namespace host::cli
