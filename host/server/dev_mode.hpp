// `amfs serve --dev`: throw-away secrets for connectors that have none, and commands to paste.
#pragma once

#include <string>

#include "host/base/error.hpp"
#include "host/config/environment.hpp"
#include "host/config/settings.hpp"

namespace host::server {

// Makes or reads $data_dir/dev.env (0600), one AMFS_CONNECTOR_{NAME}_SECRET line per connector
// folder found, and returns the environment with those behind the real one.
Result<config::Environment> with_dev_secrets(const config::Settings& settings,
                                             const config::Environment& env);

// Three commands that send a sample event and show what became of it.
std::string dev_greeting(const std::string& url, const config::Settings& settings);

}  // namespace host::server
