// Which API key a command sends: --api-key-file, else AMFS_API_KEY, else the host's own admin.key.
#pragma once

#include <string>

#include "host/base/error.hpp"
#include "host/cli/client_options.hpp"
#include "host/config/environment.hpp"
#include "host/config/secret_string.hpp"

namespace host::cli {

struct ApiKey {
  config::SecretString key;  // empty: none found
  std::string origin;        // where the key came from, or why there is none; for messages
};

// No key at all is fine (a host on loopback may need none); a named one that cannot be used is an
// Error. admin.key is only taken for a loopback host: it must not travel to whatever --url names.
Result<ApiKey> find_api_key(const ClientOptions& options, const ServerUrl& server,
                            const config::Environment& env);

}  // namespace host::cli
