// Sample events of a connector's author: <folder>/samples/*.json, <folder>/fixtures/*.json and the
// files of --fixtures. A file is {"headers": {…}, "body": …} (headers may be left out), or the body
// alone, with its headers in <name>.headers.json beside it where it has any.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/base/error.hpp"

namespace host::validator {

inline constexpr std::size_t kSamplesMax = 256;  // of all folders
inline constexpr std::size_t kSampleBytesMax = std::size_t{32} << 20;

struct Sample {
  std::string name;  // shown: "samples/push.json"
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool is_wrapped = false;  // {"headers", "body"}; false: the file was the body alone

  // The headers without this one, and then with the value.
  void set_header(const std::string& name, std::string value);
};

struct SampleSet {
  std::vector<Sample> samples;      // by folder, then by name
  std::vector<std::string> faults;  // files that cannot be used, one sentence each
};

SampleSet load_samples(const std::filesystem::path& connector_folder,
                       const std::optional<std::filesystem::path>& fixtures);

// The sample files of one folder, by name; one more than kSamplesMax at most.
std::vector<std::filesystem::path> sample_files(const std::filesystem::path& folder);

// One of them, with the headers beside it. The message of a `sample_invalid` goes on after the
// file's name: "has header …".
Result<Sample> load_sample(std::string name, const std::filesystem::path& file);

// One file's text.
Result<Sample> parse_sample(std::string name, const std::string& text);

}  // namespace host::validator
