#include "host/validator/mutate.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>

#include "host/json/pointer_scan.hpp"

namespace host::validator {
namespace {

constexpr std::size_t kChangesMax = 3;
constexpr std::size_t kLongText = 64 * 1024;
constexpr std::size_t kCutMax = 256;

constexpr std::array<const char*, 20> kOddValues{"null",
                                                 "true",
                                                 "false",
                                                 "0",
                                                 "-1",
                                                 "9223372036854775807",
                                                 "18446744073709551615",
                                                 "1e308",
                                                 "0.1",
                                                 "\"\"",
                                                 "\" \"",
                                                 "\"..\"",
                                                 "\"a/b\"",
                                                 "\"\\u0000\"",
                                                 "\"\\ud83d\\ude00\"",
                                                 "[]",
                                                 "{}",
                                                 "[[[[[[[[1]]]]]]]]",
                                                 "{\"\": {\"\": null}}",
                                                 "[null, {}, \"\"]"};

std::size_t count_nodes(const rapidjson::Value& node) {
  std::size_t count = 1;
  if (node.IsArray()) {
    for (const auto& item : node.GetArray()) count += count_nodes(item);
  } else if (node.IsObject()) {
    for (const auto& member : node.GetObject()) count += count_nodes(member.value);
  }
  return count;
}

// Node number `index` in document order; counts it down on the way.
rapidjson::Value* find_node(rapidjson::Value& node, std::size_t& index) {
  if (index-- == 0) return &node;
  if (node.IsArray()) {
    for (auto& item : node.GetArray()) {
      if (auto* found = find_node(item, index)) return found;
    }
  } else if (node.IsObject()) {
    for (auto& member : node.GetObject()) {
      if (auto* found = find_node(member.value, index)) return found;
    }
  }
  return nullptr;
}

void change(rapidjson::Document& document, Dice& dice) {
  std::size_t index = dice.below(count_nodes(document));
  rapidjson::Value& node = *find_node(document, index);
  const bool drop = node.IsObject() && node.MemberCount() > 0 && dice.below(2) == 0;
  if (drop) {
    const auto at = dice.below(node.MemberCount());
    node.RemoveMember(node.MemberBegin() + static_cast<std::ptrdiff_t>(at));
    return;
  }
  auto& allocator = document.GetAllocator();
  const std::size_t kind = dice.below(kOddValues.size() + 1);
  if (kind == kOddValues.size()) {
    const std::string text(kLongText, static_cast<char>('a' + dice.below(26)));
    node.SetString(text.data(), static_cast<rapidjson::SizeType>(text.size()), allocator);
    return;
  }
  rapidjson::Document odd(&allocator);
  odd.Parse(kOddValues.at(kind));
  node.CopyFrom(static_cast<const rapidjson::Value&>(odd), allocator);
}

std::string change_values(rapidjson::Document& document, Dice& dice) {
  const std::size_t changes = 1 + dice.below(kChangesMax);
  for (std::size_t i = 0; i < changes; ++i) change(document, dice);
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  document.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

std::string change_bytes(std::string text, Dice& dice) {
  const std::size_t changes = 1 + dice.below(kChangesMax);
  for (std::size_t i = 0; i < changes; ++i) {
    const std::size_t at = dice.below(text.size() + 1);
    const auto byte = static_cast<char>(dice.below(256));
    switch (dice.below(4)) {
      case 0:
        if (at < text.size()) text[at] = byte;
        break;
      case 1:
        text.erase(at, dice.below(kCutMax));
        break;
      case 2:
        text.insert(at, 1 + dice.below(kCutMax), byte);
        break;
      default:
        text.resize(at);
    }
  }
  return text;
}

bool is_json(const std::string& text) { return !json::scan(text, json::PointerSet()).error; }

}  // namespace

Dice::Dice(std::uint64_t seed, std::uint32_t number)
    : state_(seed ^ (std::uint64_t{number} * 0x9E3779B97F4A7C15U)) {
  next();
}

std::uint64_t Dice::next() {
  state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t value = state_;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31);
}

std::size_t Dice::below(std::size_t count) { return count == 0 ? 0 : next() % count; }

Mutated mutate(const std::string& payload, Dice& dice) {
  Mutated out;
  rapidjson::Document document;
  // RapidJSON and what walks its values recurse: only what the scan does not find too deep.
  const bool structural = dice.below(2) == 0 && is_json(payload);
  if (structural &&
      !document.Parse<rapidjson::kParseFullPrecisionFlag>(payload.c_str()).HasParseError()) {
    out.text = change_values(document, dice);
  } else {
    out.text = change_bytes(payload, dice);
  }
  out.is_json = is_json(out.text);
  return out;
}

}  // namespace host::validator
