#include "host/json/array_items.hpp"

namespace host::json {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

// Where the value at the front of `text` ends: at the first comma or closing bracket that is in no
// string and no deeper value.
std::size_t end_of_value(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (depth == 0 && (c == ',' || c == ']')) {
      return i;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return text.size();
}

}  // namespace

std::vector<std::string_view> array_items(std::string_view array, std::size_t count_max) {
  std::string_view rest = trim(array);
  std::vector<std::string_view> items;
  if (!rest.empty()) rest.remove_prefix(1);  // the opening bracket
  while (!rest.empty() && items.size() <= count_max) {
    const std::size_t end = end_of_value(rest);
    const std::string_view item = trim(rest.substr(0, end));
    if (!item.empty()) items.push_back(item);
    rest.remove_prefix(end == rest.size() ? end : end + 1);
  }
  return items;
}

}  // namespace host::json
