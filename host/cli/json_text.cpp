#include "host/cli/json_text.hpp"

#include <rapidjson/prettywriter.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>

#include "host/json/pointer_scan.hpp"

namespace host::cli {
namespace {

constexpr unsigned kIndent = 2;

// PrettyWriter quotes raw numbers; here they pass as they are, so that no digit is lost.
class NumberKeeper : public rapidjson::PrettyWriter<rapidjson::StringBuffer> {
 public:
  using PrettyWriter::PrettyWriter;
  bool RawNumber(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    return RawValue(text, size, rapidjson::kNumberType);
  }
};

}  // namespace

std::optional<rapidjson::Document> parse_json(const std::string& text) {
  // The scan bounds the depth: everything that walks the document recursively is safe after it.
  if (json::scan(text, json::PointerSet()).error) return std::nullopt;
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag>(text.data(),
                                                                                      text.size());
  if (document.HasParseError()) return std::nullopt;
  return document;
}

const rapidjson::Value* member(const rapidjson::Value& value,
                               std::initializer_list<const char*> path) {
  const rapidjson::Value* at = &value;
  for (const char* name : path) {
    if (!at->IsObject()) return nullptr;
    const auto found = at->FindMember(name);
    if (found == at->MemberEnd()) return nullptr;
    at = &found->value;
  }
  return at;
}

std::string text_at(const rapidjson::Value& value, std::initializer_list<const char*> path) {
  const rapidjson::Value* found = member(value, path);
  if (found == nullptr || found->IsNull()) return {};
  if (found->IsString()) return {found->GetString(), found->GetStringLength()};
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  found->Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

rapidjson::Value::ConstArray items_at(const rapidjson::Value& value,
                                      std::initializer_list<const char*> path) {
  static const rapidjson::Value kNone(rapidjson::kArrayType);
  const rapidjson::Value* found = member(value, path);
  return found != nullptr && found->IsArray() ? found->GetArray() : kNone.GetArray();
}

std::string pretty_json(const std::string& text) {
  rapidjson::StringBuffer buffer;
  NumberKeeper writer(buffer);
  writer.SetIndent(' ', kIndent);
  rapidjson::Reader reader;
  rapidjson::StringStream stream(text.c_str());
  const auto parsed =
      reader.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag>(stream,
                                                                                           writer);
  if (parsed.IsError()) return text;
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace host::cli
