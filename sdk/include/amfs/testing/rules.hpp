// What the host accepts as a result: paths, keys, sizes, permissions. The same limits and the same
// words as in the host, so that a test fails with the reason an operator would read.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "amfs/abi/connector.h"
#include "amfs/testing/payload.hpp"
#include "amfs/text.hpp"

namespace amfs {
inline namespace v1 {
namespace testing {
namespace internal {

inline constexpr std::size_t kResultsMax = 256;                       // of one event
inline constexpr std::size_t kResultBytesMax = std::size_t{4} << 20;  // of one event, all texts
inline constexpr std::size_t kValueBytesMax = std::size_t{256} << 10;
inline constexpr std::size_t kRefsMax = 32;  // of one result
inline constexpr std::size_t kRefBytesMax = 256;
inline constexpr std::size_t kReasonBytesMax = 1024;
inline constexpr std::size_t kContextBytesMax = 4096;                 // of a label, of a summary
inline constexpr std::size_t kMemoryCallsMax = 64;                    // reads of one event
inline constexpr std::size_t kMemoryBytesMax = std::size_t{4} << 20;  // records read by one event
inline constexpr std::size_t kListMax = 200;                          // entries of one list()
inline constexpr std::size_t kRawPayloadMax = 32768;                  // shown in a raw entry
inline constexpr std::int64_t kRetryAfterMaxMs = 24LL * 3600 * 1000;

// One result as it came through the ABI.
struct Emitted {
  std::uint32_t operation = 0;
  std::uint32_t memory_type = 0;
  std::string entity_path, key, value_json, label, summary, source;
  std::vector<std::string> pattern_refs;
  std::optional<double> confidence;
  std::int64_t occurred_unix_ns = 0;
  std::int64_t ttl_at_unix_ns = 0;
};

inline bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// At most `size_max` bytes, cut at a character.
inline std::string cut(std::string_view text, std::size_t size_max) {
  if (text.size() <= size_max) return std::string(text);
  while (size_max > 0 && (static_cast<unsigned char>(text[size_max]) & 0xC0U) == 0x80U) --size_max;
  return std::string(text.substr(0, size_max));
}

// Fit for logs: control characters become spaces, what is not UTF-8 becomes '?'.
inline std::string printable(std::string_view text, std::size_t size_max = kReasonBytesMax) {
  std::string out = cut(text, size_max);
  const bool utf8 = is_utf8(out);
  for (char& c : out) {
    if (is_control(c)) c = ' ';
    if (static_cast<unsigned char>(c) >= 0x80 && !utf8) c = '?';
  }
  return out;
}

inline std::optional<std::string> segment_fault(std::string_view segment) {
  if (segment.empty() || segment == "." || segment == "..") {
    return "the entity path has an empty, . or .. segment";
  }
  if (segment.front() == ' ' || segment.back() == ' ') {
    return "a segment of the entity path begins or ends with a space";
  }
  if (std::any_of(segment.begin(), segment.end(),
                  [](char c) { return is_control(c) || c == '\\'; })) {
    return "the entity path has a control character or a backslash";
  }
  return std::nullopt;
}

inline std::optional<std::string> path_fault(std::string_view path) {
  if (path.empty()) return "the entity path is empty";
  if (path.size() > kMaxPathBytes) return "the entity path is longer than 512 bytes";
  if (!is_utf8(path)) return "the entity path is not UTF-8";
  while (true) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (auto fault = segment_fault(path.substr(0, end))) return fault;
    if (end == path.size()) return std::nullopt;
    path.remove_prefix(end + 1);
  }
}

inline std::optional<std::string> key_fault(std::string_view key) {
  if (key.empty()) return "the key is empty";
  if (key.size() > kMaxKeyBytes) return "the key is longer than 256 bytes";
  if (!is_utf8(key)) return "the key is not UTF-8";
  if (std::any_of(key.begin(), key.end(), is_control)) return "the key has a control character";
  if (key.find('/') != std::string_view::npos) return "a connector's key must not have a slash";
  return std::nullopt;
}

inline bool is_within(std::string_view path, std::string_view root) {
  return path.substr(0, root.size()) == root &&
         (path.size() == root.size() || path[root.size()] == '/');
}

// Found while the result is handed over.
inline std::optional<std::string> text_fault(const Emitted& result) {
  for (const std::string* text :
       {&result.entity_path, &result.key, &result.label, &result.source}) {
    if (!is_utf8(*text)) return "a text is not UTF-8";
  }
  if (result.operation != AMFS_OP_WRITE) return std::nullopt;
  if (result.value_json.size() > kValueBytesMax) return "the value is larger than 256 KiB";
  if (!is_utf8(result.value_json)) return "the value is not UTF-8";
  const std::string fault = json_fault(result.value_json);
  if (!fault.empty()) return "the value is " + fault;
  return std::nullopt;
}

// Found after the call. `writable`: permissions.memory_write.
inline std::optional<std::string> result_fault(const Emitted& result,
                                               const std::vector<std::string>& writable) {
  if (result.operation != AMFS_OP_WRITE) {
    if (result.label.empty()) return "record_context without a label";
    if (result.label.size() > kContextBytesMax || result.summary.size() > kContextBytesMax) {
      return "record_context with more than 4096 bytes of text";
    }
    return std::nullopt;
  }
  if (auto fault = path_fault(result.entity_path)) return fault;
  if (auto fault = key_fault(result.key)) return fault;
  const bool allowed = std::any_of(writable.begin(), writable.end(), [&](const std::string& root) {
    return is_within(result.entity_path, root);
  });
  if (!allowed) return "the manifest's permissions.memory_write do not allow " + result.entity_path;
  const double confidence = result.confidence.value_or(1.0);
  if (!(confidence >= 0 && confidence <= 1)) return "confidence must lie between 0 and 1";
  if (result.memory_type > AMFS_MEMORY_EXPERIENCE) return "unknown memory type";
  return std::nullopt;
}

}  // namespace internal
}  // namespace testing
}  // namespace v1
}  // namespace amfs
