#include "host/validator/samples.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>

#include "host/base/files.hpp"
#include "host/base/text.hpp"
#include "host/config/yaml_values.hpp"
#include "host/json/member_text.hpp"
#include "host/json/pointer_scan.hpp"

namespace host::validator {
namespace {

namespace fs = std::filesystem;
using Headers = std::vector<std::pair<std::string, std::string>>;

Result<std::string> read_text(const fs::path& file) {
  auto text = read_file(file, kSampleBytesMax);
  if (!text) return Error{"sample_invalid", "cannot be used: " + text.error().message};
  return text;
}

constexpr std::string_view kHeadersBeside = ".headers.json";

// The file's text; with the headers beside it (name.headers.json), when there are any, around it.
Result<std::string> read_sample(const fs::path& file) {
  auto body = read_text(file);
  fs::path beside = file;
  beside.replace_extension(kHeadersBeside);
  std::error_code ignored;
  if (!body || !fs::exists(beside, ignored)) return body;
  const auto headers = read_text(beside);
  if (!headers) return headers.error();
  return fmt::format(R"({{"headers": {}, "body": {}}})", *headers, *body);
}

void load_folder(const fs::path& folder, SampleSet& set) {
  const std::string shown = folder.filename().string();
  for (const fs::path& file : sample_files(folder)) {
    const std::string name = shown + "/" + file.filename().string();
    if (set.samples.size() + set.faults.size() >= kSamplesMax) {
      set.faults.push_back(
          fmt::format("{}: more than {} samples; keep the telling ones", name, kSamplesMax));
      return;
    }
    auto sample = load_sample(name, file);
    if (sample) {
      set.samples.push_back(std::move(*sample));
    } else {
      set.faults.push_back(name + " " + sample.error().message);
    }
  }
}

Result<Headers> read_headers(const std::string& text) {
  rapidjson::Document object;
  object.Parse(text.data(), text.size());
  if (object.HasParseError() || !object.IsObject())
    return Error{"sample_invalid", "has \"headers\" that are no object"};
  Headers headers;
  for (const auto& item : object.GetObject()) {
    const std::string name = item.name.GetString();
    if (!config::is_header_name(name) || !item.value.IsString())
      return Error{"sample_invalid", fmt::format("has header \"{}\" that cannot be sent", name)};
    headers.emplace_back(name, item.value.GetString());
  }
  return headers;
}

// "body", perhaps "headers" and "event_type" (for author's tests; here the manifest decides), and
// nothing else. Everything else is a body.
bool is_wrapped(const rapidjson::Document& document) {
  if (!document.IsObject() || !document.HasMember("body")) return false;
  const unsigned known =
      1U + (document.HasMember("headers") ? 1U : 0U) + (document.HasMember("event_type") ? 1U : 0U);
  return document.MemberCount() == known;
}

}  // namespace

void Sample::set_header(const std::string& header, std::string value) {
  std::erase_if(headers, [&](const auto& item) { return equals_ignore_case(item.first, header); });
  headers.emplace_back(header, std::move(value));
}

std::vector<fs::path> sample_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failed;
  fs::directory_iterator item(folder, failed);
  for (; !failed && item != fs::directory_iterator(); item.increment(failed)) {
    if (files.size() > kSamplesMax) break;
    const std::string name = item->path().filename().string();
    if (name.ends_with(".json") && !name.ends_with(kHeadersBeside)) files.push_back(item->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Result<Sample> load_sample(std::string name, const fs::path& file) {
  const auto text = read_sample(file);
  if (!text) return text.error();
  return parse_sample(std::move(name), *text);
}

Result<Sample> parse_sample(std::string name, const std::string& text) {
  // First the host's own rules: depth, UTF-8. What is beyond them never reaches a connector.
  if (const auto scan = json::scan(text, json::PointerSet()); scan.error)
    return Error{"sample_invalid", "is " + scan.error->message};
  rapidjson::Document document;
  // As texts: a number no double can hold must not make the document unreadable.
  document.Parse<rapidjson::kParseNumbersAsStringsFlag>(text.data(), text.size());
  Sample sample{std::move(name), {}, text, is_wrapped(document)};
  if (!sample.is_wrapped) return sample;
  sample.body = json::member_text(text, "body").value_or(text);
  auto headers = read_headers(json::member_text(text, "headers").value_or("{}"));
  if (!headers) return headers.error();
  sample.headers = std::move(*headers);
  return sample;
}

SampleSet load_samples(const fs::path& connector_folder, const std::optional<fs::path>& fixtures) {
  SampleSet set;
  load_folder(connector_folder / "samples", set);
  load_folder(connector_folder / "fixtures", set);
  if (fixtures) load_folder(*fixtures, set);
  return set;
}

}  // namespace host::validator
