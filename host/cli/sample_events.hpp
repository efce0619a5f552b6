// Sample events of a connector, as `amfs event trigger` sends them: samples/<name>.json in its
// folder. The format is that of host/validator/samples.hpp; what would break the request, or pass
// for a key, is refused.
#pragma once

#include <rapidjson/document.h>

#include <filesystem>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "host/cli/http_client.hpp"

namespace host::cli {

struct SampleEvent {
  HttpHeaders headers;
  rapidjson::Document body;
};

// Names without ".json", sorted; at most validator::kSamplesMax.
std::vector<std::string> list_samples(const std::filesystem::path& connector_folder);

// `sample_not_found` names the nearest and lists all; `sample_invalid` says what is wrong with it.
Result<SampleEvent> load_sample(const std::filesystem::path& connector_folder,
                                const std::string& name);

// One "--set /pointer=value": the value is JSON, or a text when it is none. Errors: `usage`.
Result<void> set_value(rapidjson::Document& body, const std::string& assignment);

}  // namespace host::cli
