#include "host/store/sqlite/file/text_lists.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace host::store::sqlite {
namespace {

rapidjson::SizeType size_of(std::string_view text) {
  return static_cast<rapidjson::SizeType>(text.size());
}

}  // namespace

std::string write_list(const std::vector<std::string>& items) {
  if (items.empty()) return "[]";
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  writer.StartArray();
  for (const std::string& item : items) writer.String(item.data(), size_of(item));
  writer.EndArray();
  return {buffer.GetString(), buffer.GetSize()};
}

std::vector<std::string> read_list(const std::string& json) {
  std::vector<std::string> out;
  if (json == "[]") return out;
  rapidjson::Document document;
  document.Parse(json.c_str());
  if (!document.IsArray()) return out;
  for (const auto& item : document.GetArray()) {
    if (item.IsString()) out.emplace_back(item.GetString(), item.GetStringLength());
  }
  return out;
}

std::string push_pair(const std::string& json, std::string_view first, std::string_view second,
                      std::size_t size_max) {
  rapidjson::Document document;
  document.Parse(json.c_str());
  if (!document.IsArray()) document.SetArray();
  auto& allocator = document.GetAllocator();
  rapidjson::Value pair(rapidjson::kArrayType);
  pair.PushBack(rapidjson::Value(first.data(), size_of(first), allocator), allocator);
  pair.PushBack(rapidjson::Value(second.data(), size_of(second), allocator), allocator);
  document.PushBack(pair, allocator);
  while (document.Size() > size_max) document.Erase(document.Begin());
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  document.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace host::store::sqlite
