#include "host/store/search_text.hpp"

#include <rapidjson/reader.h>

#include <string_view>
#include "host/base/text.hpp"

namespace host::store {
namespace {

// A long run of hexadecimal digits or base 64: a digest, a node id, a signature.
bool is_machine_made(std::string_view text) {
  if (text.size() < 24) return false;
  return text.find_first_of(" \t\n.,:/-") == std::string_view::npos;
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
    if (value.empty() || value.find("://") != std::string_view::npos || is_machine_made(value)) {
      return true;
    }
    return add(clip(value, kSearchTokenMax));
  }

 private:
  // False ends the parse: the text is full.
  bool add(std::string_view text) {
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
