// Typed reading of YAML nodes. Every function throws ConfigError at the node's place.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/clock.hpp"
#include "host/config/nearest.hpp"
#include "host/config/yaml_reader.hpp"

namespace host::config {

inline constexpr std::size_t kMaxTextBytes = 4096;  // of one text value
inline constexpr std::size_t kMaxListItems = 256;   // of one list of texts

// A scalar as text, whatever it looks like; ≤ max_bytes.
std::string read_text(const YamlNode& node, std::size_t max_bytes = kMaxTextBytes);
bool read_bool(const YamlNode& node);
std::int64_t read_integer(const YamlNode& node, std::int64_t min, std::int64_t max);
// Nanoseconds, within [min, max].
std::int64_t read_duration(const YamlNode& node, std::int64_t min, std::int64_t max);
// A list of texts; a single text counts as a list of one.
std::vector<std::string> read_text_list(const YamlNode& node);
// An HTTP field name (RFC 9110 token), ≤ 128 bytes.
std::string read_header_name(const YamlNode& node);
bool is_header_name(std::string_view name);

// One of a fixed set of words.
template <class E, std::size_t N>
E read_word(const YamlNode& node, const std::array<std::pair<std::string_view, E>, N>& words) {
  const std::string text = read_text(node);
  std::vector<std::string> known;
  for (const auto& [word, value] : words) {
    if (word == text) return value;
    known.emplace_back(word);
  }
  std::string list;
  for (const auto& word : known) list += (list.empty() ? "" : ", ") + word;
  fail_at(node,
          "\"" + text + "\" is not known here; use one of: " + list + did_you_mean(text, known));
}

}  // namespace host::config
