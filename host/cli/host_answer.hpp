// A question to the host that is nice to have answered: no host, a refusal or a strange answer are
// all "nothing".
#pragma once

#include <rapidjson/document.h>

#include <chrono>
#include <optional>
#include <string>

#include "host/cli/client_options.hpp"
#include "host/cli/surroundings.hpp"

namespace host::cli {

inline constexpr std::chrono::milliseconds kHostAnswerDeadline{3000};

// The JSON of a 2xx answer to GET `target` (as api_target() makes it).
std::optional<rapidjson::Document> host_answer(const ClientOptions& options,
                                               const Surroundings& surroundings,
                                               const std::string& target);

}  // namespace host::cli
