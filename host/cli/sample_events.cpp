#include "host/cli/sample_events.hpp"

#include <fmt/format.h>
#include <rapidjson/pointer.h>

#include <algorithm>

#include "host/base/text.hpp"
#include "host/cli/command.hpp"
#include "host/cli/input.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/nearest_text.hpp"
#include "host/config/yaml_values.hpp"

namespace host::cli {
namespace {

namespace fs = std::filesystem;

constexpr char kFolder[] = "samples";
constexpr char kExtension[] = ".json";
constexpr std::size_t kMaxHeaderValueBytes = 1024;
constexpr std::size_t kMaxArrayIndex = 1000;  // --set fills an array up to its index

// What frames the request is not the sample's business.
bool is_settable(const std::string& name) {
  static const std::vector<std::string> kReserved{"Host", "Content-Length", "Transfer-Encoding",
                                                  "Connection", "X-AMFS-API-Key"};
  return config::is_header_name(name) &&
         std::none_of(kReserved.begin(), kReserved.end(),
                      [&](const auto& word) { return equals_ignore_case(name, word); });
}

bool is_header_value(const std::string& text) {
  return text.size() <= kMaxHeaderValueBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

Result<HttpHeaders> read_headers(const rapidjson::Value& sample, const std::string& file) {
  HttpHeaders headers;
  const rapidjson::Value* object = member(sample, {"headers"});
  if (object == nullptr) return headers;
  const auto invalid = [&](const std::string& why) {
    return Error{"sample_invalid", fmt::format("{}: {}; correct it", file, why)};
  };
  if (!object->IsObject()) return invalid("\"headers\" is no object");
  for (const auto& item : object->GetObject()) {
    const std::string name = item.name.GetString();
    if (!item.value.IsString()) return invalid(fmt::format("header {} is no text", name));
    const std::string value = item.value.GetString();
    if (!is_settable(name) || !is_header_value(value)) {
      return invalid(fmt::format("header \"{}\" cannot be sent", name));
    }
    headers.emplace_back(name, value);
  }
  return headers;
}

Error not_found(const std::string& name, const std::vector<std::string>& known) {
  if (known.empty()) {
    return {"sample_not_found",
            "this connector has no samples; add samples/<name>.json to its "
            "folder, or see: amfs event trigger"};
  }
  std::string list;
  for (const std::string& item : known) list += (list.empty() ? "" : ", ") + item;
  return {"sample_not_found",
          fmt::format("no sample \"{}\"{}; there are: {}", name, nearest_text(name, known), list)};
}

}  // namespace

std::vector<std::string> list_samples(const fs::path& connector_folder) {
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator item(connector_folder / kFolder, error);
  for (; !error && item != fs::directory_iterator(); item.increment(error)) {
    if (names.size() == kMaxSamples) break;
    if (item->path().extension() == kExtension) names.push_back(item->path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<SampleEvent> load_sample(const fs::path& connector_folder, const std::string& name) {
  const auto known = list_samples(connector_folder);
  // Only listed names make a path, so that no name leads out of the folder.
  if (std::find(known.begin(), known.end(), name) == known.end()) return not_found(name, known);
  const auto file = connector_folder / kFolder / (name + kExtension);
  const auto text = read_input_file(file);
  if (!text) return text.error();
  auto document = parse_json(*text);
  const rapidjson::Value* body = document ? member(*document, {"body"}) : nullptr;
  if (body == nullptr) {
    return Error{"sample_invalid",
                 fmt::format("{} is not JSON like {{\"headers\": {{…}}, \"body\": {{…}}}}; "
                             "correct it",
                             file.string())};
  }
  auto headers = read_headers(*document, file.string());
  if (!headers) return headers.error();
  SampleEvent sample{std::move(*headers), {}};
  static_cast<rapidjson::Value&>(sample.body).CopyFrom(*body, sample.body.GetAllocator());
  return sample;
}

Result<void> set_value(rapidjson::Document& body, const std::string& assignment) {
  const auto bad = [&](const char* why) {
    return Error{kUsage, fmt::format("--set {}: {}; write it like --set /pull_request/title=Hello",
                                     assignment, why)};
  };
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos) return bad("there is no =");
  const rapidjson::Pointer pointer(assignment.data(), equals);
  if (!pointer.IsValid() || pointer.GetTokenCount() == 0) return bad("that is no JSON pointer");
  for (std::size_t i = 0; i < pointer.GetTokenCount(); ++i) {
    const auto index = pointer.GetTokens()[i].index;
    if (index != rapidjson::kPointerInvalidIndex && index > kMaxArrayIndex) {
      return bad("the index is beyond 1000");
    }
  }
  const std::string text = assignment.substr(equals + 1);
  rapidjson::Value value;
  if (const auto parsed = parse_json(text)) {
    value.CopyFrom(static_cast<const rapidjson::Value&>(*parsed), body.GetAllocator());
  } else {
    value.SetString(text.data(), static_cast<rapidjson::SizeType>(text.size()),
                    body.GetAllocator());
  }
  pointer.Set(body, value);
  return {};
}

}  // namespace host::cli
