// From a sample to a signed webhook request, by the manifest's signature rules: the sender's side
// of what the host verifies.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/base/clock.hpp"
#include "host/base/error.hpp"
#include "host/cli/http_client.hpp"
#include "host/cli/sample_events.hpp"
#include "host/config/manifest.hpp"

namespace host::cli {

struct Delivery {
  HttpHeaders headers;
  std::string body;
};

// `secret` may be empty only for scheme none. `id`: the delivery id to send; without one a fresh
// UUID goes where the manifest expects an id in a header, and an id in the body stays as it is.
// Errors: `cannot_sign` for rules that the host does not verify either; `usage`.
Result<Delivery> make_delivery(const config::Manifest& manifest, SampleEvent sample,
                               std::string_view secret, const std::optional<std::string>& id,
                               UnixNs now);

}  // namespace host::cli
