// Before a `scheme: code` connector may verify anything it must refuse four forgeries (contract 3):
// a check that accepts everything, or one that always fails, is found at load and not by an
// attacker.
#pragma once

#include "host/base/error.hpp"
#include "host/config/manifest.hpp"
#include "host/connector/runtime.hpp"

namespace host::connector {

// Whether any of the manifest's rules leaves the check to the connector.
bool checks_in_code(const config::WebhookSpec& webhook);

// Error `forgery_accepted` or `signature_check_failed`; the message says which one and what to do.
Result<void> refuses_forgeries(ConnectorRuntime& runtime, const config::WebhookSpec& webhook,
                               UnixNs now);

}  // namespace host::connector
