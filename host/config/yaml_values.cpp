#include "host/config/yaml_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "host/config/duration.hpp"

namespace host::config {

std::string read_text(const YamlNode& node, std::size_t max_bytes) {
  if (!node.is_scalar()) fail_at(node, "must be text; write one value here");
  if (node.text.size() > max_bytes) {
    fail_at(node, fmt::format("longer than {} bytes; shorten it", max_bytes));
  }
  return node.text;
}

bool read_bool(const YamlNode& node) {
  if (node.is_scalar() && node.plain) {
    if (node.text == "true") return true;
    if (node.text == "false") return false;
  }
  fail_at(node, "must be true or false, without quotes");
}

std::int64_t read_integer(const YamlNode& node, std::int64_t min, std::int64_t max) {
  std::int64_t value = 0;
  if (node.is_scalar()) {
    const char* end = node.text.data() + node.text.size();
    const auto [stop, code] = std::from_chars(node.text.data(), end, value);
    if (code == std::errc() && stop == end && value >= min && value <= max) return value;
  }
  fail_at(node, fmt::format("must be a whole number from {} to {}", min, max));
}

std::int64_t read_duration(const YamlNode& node, std::int64_t min, std::int64_t max) {
  const auto ns = parse_duration(read_text(node));
  if (!ns)
    fail_at(node, "must be a duration with a unit; write it like 500ms, 2.5s, 15min, 1h or 7d");
  if (*ns < min || *ns > max) {
    fail_at(node, fmt::format("must be from {}ms to {}ms", min / kNsPerMs, max / kNsPerMs));
  }
  return *ns;
}

std::vector<std::string> read_text_list(const YamlNode& node) {
  if (node.is_scalar()) return {read_text(node)};
  if (!node.is_sequence()) fail_at(node, "must be a list; write it like [a, b]");
  if (node.items.size() > kMaxListItems) {
    fail_at(node, fmt::format("more than {} items; shorten the list", kMaxListItems));
  }
  std::vector<std::string> items;
  items.reserve(node.items.size());
  for (const YamlNode& item : node.items) items.push_back(read_text(item));
  return items;
}

bool is_header_name(std::string_view name) {
  constexpr std::string_view kPunctuation = "!#$%&'*+-.^_`|~";
  constexpr std::size_t kMaxHeaderName = 128;
  return !name.empty() && name.size() <= kMaxHeaderName &&
         std::all_of(name.begin(), name.end(), [&](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  kPunctuation.find(c) != std::string_view::npos;
         });
}

std::string read_header_name(const YamlNode& node) {
  std::string name = read_text(node);
  if (!is_header_name(name)) {
    fail_at(node, "not a header name; use letters, digits and hyphens, like X-Hub-Signature-256");
  }
  return name;
}

}  // namespace host::config
