#include "host/store/search_text.hpp"

#include <rapidjson/reader.h>

#include <algorithm>
#include <string_view>

#include "host/base/text.hpp"

namespace host::store {
namespace {

constexpr std::size_t kMachineMadeMin = 24;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// A long run of hexadecimal digits or base 64: a digest, a node id, a signature. Names that people
// give have no digits, or underscores; texts in scripts without spaces are not ASCII.
bool is_machine_made(std::string_view text) {
  return text.size() >= kMachineMadeMin && std::any_of(text.begin(), text.end(), is_digit) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_digit(c) || is_letter(c) || c == '+' || c == '/' || c == '=';
         });
}

// Where the URL around `separator` ("://") begins and ends. It ends at a space, or at what closes a
// link in Markdown, HTML or Slack's markup.
std::size_t begin_of_url(std::string_view text, std::size_t separator) {
  while (separator > 0 && (is_letter(text[separator - 1]) || is_digit(text[separator - 1]))) {
    --separator;
  }
  return separator;
}
std::size_t end_of_url(std::string_view text, std::size_t separator) {
  return std::min(text.find_first_of(" \t\r\n<>()[]{}|\"'", separator), text.size());
}

std::string without_urls(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t separator = text.find("://", at);
    if (separator == std::string_view::npos) return out.append(text.substr(at));
    out.append(text.substr(at, begin_of_url(text, separator) - at));
    at = end_of_url(text, separator);
  }
  return out;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

class Collector : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Collector> {
 public:
  Collector(std::string& out, std::size_t size_max) : out_(out), size_max_(size_max) {}
  bool Default() { return true; }
  bool Key(const char* /*text*/, rapidjson::SizeType /*length*/, bool /*copy*/) { return true; }
  bool RawNumber(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    return add({text, length});
  }
  bool String(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    const std::string_view value(text, length);
    if (is_machine_made(value)) return true;
    if (value.find("://") == std::string_view::npos) return add(clip(value, size_max_ / 2));
    return add(clip(without_urls(value), size_max_ / 2));
  }

 private:
  // False ends the parse: the text is full.
  bool add(std::string_view text) {
    if (is_blank(text)) return true;
    if (out_.size() + text.size() + 1 > size_max_) return false;
    if (!out_.empty()) out_ += ' ';
    out_ += text;
    return true;
  }

  std::string& out_;
  std::size_t size_max_;
};

}  // namespace

std::string search_text(const std::string& json, std::size_t size_max) {
  std::string out;
  Collector collector(out, size_max);
  rapidjson::Reader reader;
  rapidjson::StringStream stream(json.c_str());
  reader.Parse<rapidjson::kParseNumbersAsStringsFlag>(stream, collector);
  return out;
}

}  // namespace host::store
