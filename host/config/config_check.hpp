// Checks a connector's configuration against the JSON Schema its manifest carries (draft 4 subset,
// as RapidJSON implements it; no remote references).
#pragma once

#include <string>

#include "host/base/error.hpp"

namespace host::config {

// An Error "config_invalid" names the place in the config and the violated rule. A schema that is
// not one is reported as "config_schema_invalid".
Result<void> check_config(const std::string& config_json, const std::string& schema_json);

}  // namespace host::config
