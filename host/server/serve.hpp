// serve(): the host process from settings to exit code (`amfs serve`).
#pragma once

#include "host/config/environment.hpp"
#include "host/config/settings.hpp"

namespace host::server {

// Runs until SIGTERM or SIGINT; a second one ends at once. Prints "amfs ready http://HOST:PORT" on
// stdout when events are accepted. Returns the exit code: 0 after an orderly stop, 1 when the start
// failed (the reason is on stderr).
int serve(config::Settings settings, const config::Environment& env);

}  // namespace host::server
