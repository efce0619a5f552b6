#include "host/config/json_merge.hpp"

#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace host::config {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;
using rapidjson::SizeType;

constexpr std::size_t kMaxDepth = 128;  // contract 2

struct Member;

// Objects are taken apart, everything else stays the JSON text it was: numbers keep their form.
struct Node {
  bool is_object = false;
  std::string text;
  std::vector<Member> members;
};

struct Member {
  std::string name;
  Node value;
};

// SAX handler: objects outside arrays become Nodes, whole arrays and scalars become text.
class TreeBuilder {
 public:
  Node take() { return std::move(root_); }

  bool Null() { return writer_.Null() && leaf(); }
  bool Bool(bool value) { return writer_.Bool(value) && leaf(); }
  // Never called: numbers arrive as RawNumber.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  bool RawNumber(const char* text, SizeType size, bool) {
    return writer_.RawValue(text, size, rapidjson::kNumberType) && leaf();
  }
  bool String(const char* text, SizeType size, bool) {
    return writer_.String(text, size) && leaf();
  }
  bool Key(const char* text, SizeType size, bool) {
    if (nested_ > 0) return writer_.Key(text, size);
    keys_.back().assign(text, size);
    return true;
  }
  bool StartObject() {
    if (nested_ > 0) return nest() && writer_.StartObject();
    if (open_.size() == kMaxDepth) return false;
    open_.emplace_back().is_object = true;
    keys_.emplace_back();
    return true;
  }
  bool EndObject(SizeType) {
    if (nested_ > 0) return unnest() && writer_.EndObject() && leaf();
    Node node = std::move(open_.back());
    open_.pop_back();
    keys_.pop_back();
    add(std::move(node));
    return true;
  }
  bool StartArray() { return nest() && writer_.StartArray(); }
  bool EndArray(SizeType) { return unnest() && writer_.EndArray() && leaf(); }

 private:
  bool nest() { return ++nested_ + open_.size() <= kMaxDepth; }
  bool unnest() { return --nested_, true; }

  // A value outside all arrays is complete: its text becomes a Node.
  bool leaf() {
    if (nested_ > 0) return true;
    Node node;
    node.text.assign(buffer_.GetString(), buffer_.GetSize());
    buffer_.Clear();
    writer_.Reset(buffer_);
    add(std::move(node));
    return true;
  }
  void add(Node&& node) {
    if (open_.empty()) {
      root_ = std::move(node);
    } else {
      open_.back().members.push_back({keys_.back(), std::move(node)});
    }
  }

  rapidjson::StringBuffer buffer_;
  Writer writer_{buffer_};
  std::size_t nested_ = 0;  // containers open inside text
  std::vector<Node> open_;
  std::vector<std::string> keys_;  // of each open object, the key that waits for its value
  Node root_;
};

bool read_object(const std::string& json, Node& out) {
  TreeBuilder builder;
  rapidjson::Reader reader;
  rapidjson::StringStream stream(json.c_str());
  constexpr unsigned kFlags =
      rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseIterativeFlag;
  if (reader.Parse<kFlags>(stream, builder).IsError()) return false;
  out = builder.take();
  return out.is_object;
}

void lay_over(Node& base, Node&& overlay) {
  if (!base.is_object || !overlay.is_object) {
    base = std::move(overlay);
    return;
  }
  for (auto& [key, value] : overlay.members) {
    const auto same =
        std::find_if(base.members.begin(), base.members.end(),
                     [&name = key](const auto& member) { return member.name == name; });
    if (same == base.members.end()) {
      base.members.push_back({std::move(key), std::move(value)});
    } else {
      lay_over(same->value, std::move(value));
    }
  }
}

void write(Writer& writer, const Node& node) {
  if (!node.is_object) {
    writer.RawValue(node.text.data(), node.text.size(), rapidjson::kObjectType);
    return;
  }
  writer.StartObject();
  for (const auto& [key, value] : node.members) {
    writer.Key(key.data(), static_cast<SizeType>(key.size()));
    write(writer, value);
  }
  writer.EndObject();
}

}  // namespace

Result<std::string> merge_json(const std::string& base, const std::string& overlay) {
  Node merged;
  Node top;
  if (!read_object(base, merged) || !read_object(overlay, top)) {
    return Error{"config_invalid", "config must be a JSON object; write \"key: value\" lines"};
  }
  lay_over(merged, std::move(top));
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  write(writer, merged);
  return std::string(buffer.GetString(), buffer.GetSize());
}

}  // namespace host::config
