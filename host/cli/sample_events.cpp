#include "host/cli/sample_events.hpp"

#include <fmt/format.h>
#include <rapidjson/pointer.h>

#include <algorithm>

#include "host/base/text.hpp"
#include "host/cli/command.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/nearest_text.hpp"
#include "host/validator/samples.hpp"

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
  return std::none_of(kReserved.begin(), kReserved.end(),
                      [&](const auto& word) { return equals_ignore_case(name, word); });
}

bool is_header_value(const std::string& text) {
  return text.size() <= kMaxHeaderValueBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

Result<HttpHeaders> checked(HttpHeaders headers, const std::string& file) {
  for (const auto& [name, value] : headers) {
    if (is_settable(name) && is_header_value(value)) continue;
    return Error{"sample_invalid",
                 fmt::format("{}: header \"{}\" cannot be sent; correct it", file, name)};
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
  for (const fs::path& file : validator::sample_files(connector_folder / kFolder)) {
    if (names.size() == validator::kSamplesMax) break;
    names.push_back(file.stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<SampleEvent> load_sample(const fs::path& connector_folder, const std::string& name) {
  const auto known = list_samples(connector_folder);
  // Only listed names make a path, so that no name leads out of the folder.
  if (std::find(known.begin(), known.end(), name) == known.end()) return not_found(name, known);
  const std::string file = (connector_folder / kFolder / (name + kExtension)).string();
  auto read = validator::load_sample(name, file);
  if (!read) {
    return Error{"sample_invalid", fmt::format("{} {}; correct it", file, read.error().message)};
  }
  auto headers = checked(std::move(read->headers), file);
  if (!headers) return headers.error();
  auto body = parse_json(read->body);
  if (!body || !read->is_wrapped) {  // a misspelt "body" must not go out as one
    return Error{"sample_invalid",
                 fmt::format("{} is not JSON like {{\"headers\": {{…}}, \"body\": {{…}}}}; "
                             "correct it",
                             file)};
  }
  return SampleEvent{std::move(*headers), std::move(*body)};
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
