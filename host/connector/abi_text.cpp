#include "host/connector/abi_text.hpp"

#include <algorithm>

#include "host/json/utf8.hpp"

namespace host::connector {

std::string printable(std::string_view text, std::size_t size_max) {
  if (text.size() > size_max) {
    while (size_max > 0 && (static_cast<unsigned char>(text[size_max]) & 0xC0U) == 0x80U)
      --size_max;
    text = text.substr(0, size_max);
  }
  std::string out(text);
  const bool utf8 = json::is_utf8(out);
  for (char& c : out) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) c = ' ';
    if (byte >= 0x80 && !utf8) c = '?';
  }
  return out;
}

}  // namespace host::connector
