#include "host/json/pointer_scan.hpp"

#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <charconv>

#include "host/base/text.hpp"

namespace host::json {
namespace {

constexpr std::size_t kNoIndex = static_cast<std::size_t>(-1);

// RFC 6901: an array index is "0" or digits without a leading zero.
std::size_t array_index(const std::string& segment) {
  if (segment.empty() || (segment.size() > 1 && segment[0] == '0')) return kNoIndex;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(segment.data(), segment.data() + segment.size(), value);
  return error == std::errc{} && end == segment.data() + segment.size() ? value : kNoIndex;
}

}  // namespace

PointerSet::PointerSet(const std::vector<std::vector<std::string>>& pointers)
    : nodes_(1), size_(pointers.size()) {
  for (std::size_t i = 0; i < pointers.size(); ++i) {
    int node = 0;
    for (const std::string& segment : pointers[i]) {
      int next = -1;
      for (const Edge& edge : nodes_[static_cast<std::size_t>(node)].edges) {
        if (edge.segment == segment) next = edge.node;
      }
      if (next < 0) {
        next = static_cast<int>(nodes_.size());
        nodes_.emplace_back();
        nodes_[static_cast<std::size_t>(node)].edges.push_back(
            {segment, array_index(segment), next});
      }
      node = next;
    }
    if (node != 0) nodes_[static_cast<std::size_t>(node)].values.push_back(i);
  }
}

// SAX handler: follows the pointer trie; below a branch without pointers it only counts depth.
class ScanHandler {
 public:
  ScanHandler(const PointerSet& pointers, Scan& out) : pointers_(pointers), out_(out) {}

  bool too_deep() const { return too_deep_; }

  bool Null() { return scalar(Scalar::Kind::null, {}); }
  bool Bool(bool value) { return scalar(Scalar::Kind::boolean, value ? "true" : "false"); }
  bool RawNumber(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    return scalar(Scalar::Kind::number, {text, length});
  }
  bool String(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    return scalar(Scalar::Kind::text, {text, length});
  }
  bool Key(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    Level& level = levels_[depth_ - 1];
    if (level.node >= 0) next_ = find(level.node, {text, length});
    return true;
  }
  bool StartObject() { return open(false); }
  bool EndObject(rapidjson::SizeType /*members*/) { return close(); }
  bool StartArray() { return open(true); }
  bool EndArray(rapidjson::SizeType /*elements*/) { return close(); }

  // Never called with kParseNumbersAsStringsFlag; the concept wants them.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }

 private:
  struct Level {
    int node;  // trie node of this container, -1 when no pointer leads below it
    bool array;
    std::size_t index;  // next element's
  };

  int find(int node, std::string_view segment) const {
    for (const auto& edge : pointers_.nodes_[static_cast<std::size_t>(node)].edges) {
      if (edge.segment == segment) return edge.node;
    }
    return -1;
  }

  // Trie node of the value that begins now.
  int enter_value() {
    if (depth_ == 0) return 0;
    Level& level = levels_[depth_ - 1];
    if (level.node < 0) return -1;
    if (!level.array) return next_;
    const std::size_t index = level.index++;
    for (const auto& edge : pointers_.nodes_[static_cast<std::size_t>(level.node)].edges) {
      if (edge.index == index) return edge.node;
    }
    return -1;
  }

  void store(int node, Scalar::Kind kind, std::string_view text) {
    if (node < 0) return;
    for (const std::size_t i : pointers_.nodes_[static_cast<std::size_t>(node)].values) {
      out_.values[i].kind = kind;
      out_.values[i].text.assign(text);
    }
  }

  // A repeated key replaces the whole earlier value: what was found below it is gone.
  void forget(int node) {
    for (const auto& edge : pointers_.nodes_[static_cast<std::size_t>(node)].edges) {
      store(edge.node, Scalar::Kind::missing, {});
      forget(edge.node);
    }
  }

  bool scalar(Scalar::Kind kind, std::string_view text) {
    const int node = enter_value();
    if (depth_ == 0) out_.root = Root::scalar;
    if (node >= 0) forget(node);
    store(node, kind, text);
    return true;
  }

  bool open(bool array) {
    const int node = enter_value();
    if (depth_ == 0) out_.root = array ? Root::array : Root::object;
    if (depth_ == kMaxDepth) {
      too_deep_ = true;
      return false;
    }
    if (node >= 0) forget(node);
    store(node, Scalar::Kind::container, {});
    levels_[depth_++] = {node, array, 0};
    return true;
  }

  bool close() {
    --depth_;
    return true;
  }

  const PointerSet& pointers_;
  Scan& out_;
  Level levels_[kMaxDepth];
  std::size_t depth_ = 0;
  int next_ = -1;
  bool too_deep_ = false;
};

namespace {

// RapidJSON's encoding check doubles the parse time. Where the bytes are ASCII and no \uD8xx…\uDFxx
// escape can form a lone surrogate there is nothing for it to find.
bool needs_encoding_check(const std::string& text) {
  return !is_ascii(text) || text.find("\\ud") != std::string::npos ||
         text.find("\\uD") != std::string::npos;
}

}  // namespace

Scan scan(const std::string& text, const PointerSet& pointers) {
  constexpr unsigned kFlags = rapidjson::kParseNumbersAsStringsFlag;
  Scan out;
  out.values.resize(pointers.size());
  ScanHandler handler(pointers, out);
  rapidjson::Reader reader;
  rapidjson::StringStream stream(text.c_str());
  const rapidjson::ParseResult result =
      needs_encoding_check(text)
          ? reader.Parse<kFlags | rapidjson::kParseValidateEncodingFlag>(stream, handler)
          : reader.Parse<kFlags>(stream, handler);
  if (handler.too_deep()) {
    out.error = ScanError{fmt::format("nested deeper than {} levels", kMaxDepth), result.Offset()};
  } else if (result.IsError()) {
    out.error = ScanError{fmt::format("not JSON at byte {}: {}", result.Offset(),
                                      rapidjson::GetParseError_En(result.Code())),
                          result.Offset()};
  } else if (stream.Tell() != text.size()) {
    out.error =
        ScanError{fmt::format("not JSON at byte {}: NUL byte", stream.Tell()), stream.Tell()};
  }
  return out;
}

}  // namespace host::json
