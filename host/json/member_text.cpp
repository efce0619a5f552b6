#include "host/json/member_text.hpp"

#include <rapidjson/reader.h>

#include "host/json/pointer_scan.hpp"

namespace host::json {
namespace {

// Notes where the wanted member stands. RapidJSON moves its stream only after the handler returns
// from a scalar, so the position at a key is the key's opening quote, and a value's end is known
// from what follows it: the next key or the end of the object.
class Locator : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Locator> {
 public:
  Locator(const rapidjson::StringStream& stream, std::string_view name)
      : stream_(stream), name_(name) {}

  bool Default() { return true; }
  bool RawNumber(const char* /*text*/, rapidjson::SizeType /*length*/, bool /*copy*/) {
    return true;
  }
  bool String(const char* /*text*/, rapidjson::SizeType /*length*/, bool /*copy*/) { return true; }
  bool Key(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    if (depth_ != 1) return true;
    end_of_member();
    open_ = std::string_view(text, length) == name_;
    if (open_) begin_ = stream_.Tell();
    return true;
  }
  bool StartObject() { return ++depth_ <= kMaxDepth; }
  bool EndObject(rapidjson::SizeType /*members*/) {
    if (--depth_ == 0) end_of_member();
    return true;
  }
  bool StartArray() { return ++depth_ <= kMaxDepth; }
  bool EndArray(rapidjson::SizeType /*elements*/) {
    --depth_;
    return true;
  }

  std::size_t begin() const { return begin_; }  // the key's opening quote
  std::size_t end() const { return end_; }      // behind the value and its comma or brace; 0 = none

 private:
  void end_of_member() {
    if (open_) end_ = stream_.Tell();
    open_ = false;
  }

  const rapidjson::StringStream& stream_;
  std::string_view name_;
  int depth_ = 0;
  bool open_ = false;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace

std::optional<std::string> member_text(const std::string& object, std::string_view name) {
  rapidjson::StringStream stream(object.c_str());
  Locator locator(stream, name);
  rapidjson::Reader reader;
  if (reader.Parse<rapidjson::kParseNumbersAsStringsFlag>(stream, locator).IsError() ||
      locator.end() == 0) {
    return std::nullopt;
  }
  constexpr const char* kSpace = " \t\r\n";
  std::size_t begin = object.find('"', locator.begin() + 1 + name.size());  // closing quote
  begin = object.find(':', begin);
  begin = object.find_first_not_of(kSpace, begin + 1);
  std::size_t end = object.find_last_not_of(kSpace, locator.end() - 1);  // the comma or brace
  end = object.find_last_not_of(kSpace, end - 1) + 1;
  return object.substr(begin, end - begin);
}

}  // namespace host::json
