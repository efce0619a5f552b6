// Puts validate_signature through the signature cases, with the host's own HMAC service.
#pragma once

#include "host/connector/runtime.hpp"
#include "tests/abi/run.hpp"

namespace abi {

void run_signatures(host::connector::ConnectorRuntime& runtime, bool exceptions, Outcomes& out);

}  // namespace abi
