// JsonTape: a parsed JSON text as one array of nodes in document order plus one buffer of bytes.
//
// Two allocations however large the text is; a child is reached by stepping over its siblings, each
// in O(1). Numbers keep their written text. Where an object repeats a key the last one counts.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "amfs/detail/rapidjson.hpp"
#include "amfs/text.hpp"

namespace amfs {
inline namespace v1 {

enum class JsonKind : std::uint8_t { missing, null, boolean, number, string, array, object };

namespace detail {

inline constexpr std::size_t kMaxJsonDepth = 256;  // the host's own limit is lower

struct JsonNode {
  std::uint32_t name_at = 0;  // of a member, in the buffer
  std::uint32_t name_size = 0;
  std::uint32_t text_at = 0;    // string, number: in the buffer; boolean: 0 or 1
  std::uint32_t text_size = 0;  // string, number: bytes; array, object: children
  std::uint32_t end = 0;        // the node after this one and everything below it
  JsonKind kind = JsonKind::null;
};

class JsonTape {
 public:
  // False when `text` is not one JSON document in UTF-8, or nested deeper than `depth_max`; error()
  // then says where.
  bool parse(std::string_view text, std::size_t depth_max = kMaxJsonDepth);

  const std::string& error() const { return error_; }
  bool empty() const { return nodes_.empty(); }
  const JsonNode& node(std::uint32_t index) const { return nodes_[index]; }
  std::string_view text(const JsonNode& node) const {
    return {buffer_.data() + node.text_at, node.text_size};
  }
  std::string_view name(const JsonNode& node) const {
    return {buffer_.data() + node.name_at, node.name_size};
  }

 private:
  class Builder;

  std::string buffer_;  // the text, decoded in place
  std::vector<JsonNode> nodes_;
  std::string error_;
};

// The reader's handler. Offsets are taken from pointers into the buffer it decodes in place.
class JsonTape::Builder {
 public:
  Builder(const char* base, std::vector<JsonNode>& nodes, std::size_t depth_max)
      : base_(base), nodes_(nodes), depth_max_(depth_max) {}

  bool too_deep() const { return too_deep_; }

  bool Null() { return scalar(JsonKind::null, 0, 0); }
  bool Bool(bool value) { return scalar(JsonKind::boolean, value ? 1 : 0, 0); }
  bool RawNumber(const char* text, std::uint32_t size, bool) {
    return scalar(JsonKind::number, offset(text), size);
  }
  bool String(const char* text, std::uint32_t size, bool) {
    return scalar(JsonKind::string, offset(text), size);
  }
  bool Key(const char* text, std::uint32_t size, bool) {
    name_at_ = offset(text);
    name_size_ = size;
    return true;
  }
  bool StartObject() { return open(JsonKind::object); }
  bool StartArray() { return open(JsonKind::array); }
  bool EndObject(std::uint32_t count) { return close(count); }
  bool EndArray(std::uint32_t count) { return close(count); }

  // Part of the handler interface; numbers arrive as text.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }

 private:
  std::uint32_t offset(const char* text) const { return static_cast<std::uint32_t>(text - base_); }

  bool scalar(JsonKind kind, std::uint32_t at, std::uint32_t size) {
    JsonNode& node = add(kind);
    node.text_at = at;
    node.text_size = size;
    node.end = static_cast<std::uint32_t>(nodes_.size());
    return true;
  }
  bool open(JsonKind kind) {
    too_deep_ = open_.size() == depth_max_;
    if (too_deep_) return false;
    open_.push_back(static_cast<std::uint32_t>(nodes_.size()));
    add(kind);
    return true;
  }
  bool close(std::uint32_t count) {
    JsonNode& node = nodes_[open_.back()];
    open_.pop_back();
    node.text_size = count;
    node.end = static_cast<std::uint32_t>(nodes_.size());
    return true;
  }
  JsonNode& add(JsonKind kind) {
    nodes_.emplace_back();
    JsonNode& node = nodes_.back();
    node.kind = kind;
    node.name_at = name_at_;
    node.name_size = name_size_;
    name_size_ = 0;
    return node;
  }

  const char* base_;
  std::vector<JsonNode>& nodes_;
  std::size_t depth_max_;
  bool too_deep_ = false;
  std::vector<std::uint32_t> open_;
  std::uint32_t name_at_ = 0;
  std::uint32_t name_size_ = 0;
};

inline bool JsonTape::parse(std::string_view text, std::size_t depth_max) {
  namespace rj = ::amfs_rapidjson;
  constexpr std::size_t kBytesPerNode = 24;  // of typical payloads; saves most regrowth
  constexpr unsigned kFlags =
      rj::kParseInsituFlag | rj::kParseNumbersAsStringsFlag | rj::kParseIterativeFlag;
  nodes_.clear();
  error_.clear();
  if (text.size() >= std::numeric_limits<std::uint32_t>::max()) {
    error_ = "not parsed: larger than 4 GiB";
    return false;
  }
  // Once over the whole text: the parser would look at each character by itself.
  if (const std::size_t good = utf8_prefix(text); good < text.size()) {
    error_ = "not JSON at byte " + std::to_string(good);
    return false;
  }
  buffer_.assign(text.data(), text.size());
  nodes_.reserve(text.size() / kBytesPerNode + 4);
  Builder builder(buffer_.data(), nodes_, depth_max);
  rj::InsituStringStream stream(buffer_.data());
  rj::Reader reader;
  const rj::ParseResult result = reader.Parse<kFlags>(stream, builder);
  // The stream ends at the first NUL byte, which JSON does not allow anywhere.
  if (!result.IsError() && stream.Tell() == buffer_.size()) return true;
  const std::size_t at = result.IsError() ? result.Offset() : stream.Tell();
  error_ = builder.too_deep() ? "nested deeper than " + std::to_string(depth_max) + " levels"
                              : "not JSON at byte " + std::to_string(at);
  nodes_.clear();
  return false;
}

}  // namespace detail
}  // namespace v1
}  // namespace amfs
