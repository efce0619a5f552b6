// JsonWriter: builds one JSON text. Thin over RapidJSON's Writer, with the few calls our answers
// need.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace host::json {

class JsonWriter {
 public:
  JsonWriter() : writer_(buffer_) {}

  JsonWriter& begin_object() { return writer_.StartObject(), *this; }
  JsonWriter& end_object() { return writer_.EndObject(), *this; }
  JsonWriter& begin_array() { return writer_.StartArray(), *this; }
  JsonWriter& end_array() { return writer_.EndArray(), *this; }
  JsonWriter& key(std::string_view name) { return writer_.Key(name.data(), size(name)), *this; }

  JsonWriter& value(std::string_view text) {
    return writer_.String(text.data(), size(text)), *this;
  }
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(bool flag) { return writer_.Bool(flag), *this; }
  JsonWriter& value(std::signed_integral auto number) { return writer_.Int64(number), *this; }
  JsonWriter& value(std::unsigned_integral auto number) { return writer_.Uint64(number), *this; }
  JsonWriter& value(double number) { return writer_.Double(number), *this; }
  JsonWriter& value(const std::vector<std::string>& items) {
    begin_array();
    for (const std::string& item : items) value(item);
    return end_array();
  }
  JsonWriter& null() { return writer_.Null(), *this; }
  // `json` is one complete, valid JSON value.
  JsonWriter& raw(std::string_view json) { return writer_.raw(json), *this; }

  template <class T>
  JsonWriter& put(std::string_view name, const T& item) {
    return key(name).value(item);
  }
  JsonWriter& put_raw(std::string_view name, std::string_view json) { return key(name).raw(json); }
  JsonWriter& put_null(std::string_view name) { return key(name).null(); }

  std::string text() const { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  // RapidJSON's RawValue() copies byte by byte.
  class Writer : public rapidjson::Writer<rapidjson::StringBuffer> {
   public:
    using rapidjson::Writer<rapidjson::StringBuffer>::Writer;
    void raw(std::string_view json) {
      Prefix(rapidjson::kObjectType);
      std::memcpy(os_->Push(json.size()), json.data(), json.size());
    }
  };

  static rapidjson::SizeType size(std::string_view text) {
    return static_cast<rapidjson::SizeType>(text.size());
  }

  rapidjson::StringBuffer buffer_;
  Writer writer_;
};

}  // namespace host::json
