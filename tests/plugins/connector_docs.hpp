// The page of a connector in docs/connectors: what its events become, from its golden files.
#pragma once

#include <string>

#include "host/config/manifest.hpp"

namespace harness {

std::string connector_page(const host::config::Manifest& manifest);

}  // namespace harness
