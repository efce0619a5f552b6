#include "tests/plugins/result_rules.hpp"
#include "host/base/text.hpp"

#include <algorithm>
#include <amfs/text.hpp>

namespace harness {
namespace {

constexpr std::size_t kMaxValueBytes = 256 * 1024;
constexpr std::size_t kMaxRefBytes = 256;
constexpr std::size_t kMaxRefs = 32;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = amfs::detail::utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool is_clean_path(std::string_view path) {
  while (true) {
    const std::size_t end = path.find('/');
    const std::string_view segment = path.substr(0, end);
    if (segment.empty() || amfs::clean_segment(segment) != segment) return false;
    if (end == std::string_view::npos) return true;
    path.remove_prefix(end + 1);
  }
}

}  // namespace

std::string broken_rule(const Emitted& result, std::string_view root, Where where) {
  if (result.operation != AMFS_OP_WRITE) return "not a write";
  const std::string_view path = result.entity_path;
  if (path.size() > amfs::kMaxPathBytes || !is_utf8(path) || !is_clean_path(path)) {
    return "path: " + result.entity_path;
  }
  const bool at_root = where == Where::at_or_below && path == root;
  if (!at_root && path.substr(0, root.size() + 1) != std::string(root) + "/")
    return "outside: " + result.entity_path;
  const std::string& key = result.key;
  if (key.empty() || key.back() == '-' || key.size() > amfs::kMaxKeyBytes || !is_utf8(key) ||
      key.find('/') != std::string::npos || std::any_of(key.begin(), key.end(), is_control)) {
    return "key: " + key;
  }
  if (result.value_json.size() > kMaxValueBytes) return "value too large under " + key;
  if (!result.value().is_object()) return "value is no JSON object: " + result.value_json;
  for (const char* field : {"status", "last_event"}) {
    if (!result.value().get(field).exists()) return key + " lacks " + field;
  }
  if (result.confidence && (*result.confidence < 0 || *result.confidence > 1)) return "confidence";
  if (result.memory_type > AMFS_MEMORY_EXPERIENCE) return "memory type";
  if (result.pattern_refs.size() > kMaxRefs) return "more than 32 pattern refs";
  for (const std::string& ref : result.pattern_refs) {
    if (ref.empty() || ref.size() > kMaxRefBytes || !is_utf8(ref)) return "pattern ref: " + ref;
  }
  return is_utf8(result.summary) ? "" : "summary is not UTF-8";
}

std::string broken_rule(const Outcome& outcome, std::string_view root, Where where) {
  if (!outcome.violations.empty()) return outcome.violations.front();
  if (outcome.status != AMFS_OK && outcome.status != AMFS_UNMATCHED) {
    return "status " + std::to_string(outcome.status) + ": " + outcome.message;
  }
  for (const Emitted& result : outcome.results) {
    std::string broken = broken_rule(result, root, where);
    if (!broken.empty()) return broken;
  }
  return {};
}

}  // namespace harness
