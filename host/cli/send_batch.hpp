// amfs event send --batch: one JSON object per line, sent in one request (POST /events/batch).
#pragma once

#include <string>

#include "host/cli/client_options.hpp"
#include "host/cli/surroundings.hpp"

namespace host::cli {

// `file` is a path, or - for standard input; at most 1000 lines and 1 MiB. Blank lines are skipped.
// Exit code 1 when the host refused any of them.
Result<int> send_batch(const std::string& file, const ClientOptions& options,
                       const Surroundings& surroundings);

}  // namespace host::cli
