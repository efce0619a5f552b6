// The operator's connectors.<name>.config laid over a manifest's config.
#pragma once

#include <string>

#include "host/base/error.hpp"

namespace host::config {

// Objects are merged key by key at every level; anything else in `overlay` replaces. Both texts
// must be JSON objects. Numbers keep their written form.
Result<std::string> merge_json(const std::string& base, const std::string& overlay);

}  // namespace host::config
