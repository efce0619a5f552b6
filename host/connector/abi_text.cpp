#include "host/connector/abi_text.hpp"

#include <algorithm>

#include "host/base/text.hpp"

namespace host::connector {

std::string printable(std::string_view text, std::size_t size_max) {
  std::string out(clip(text, size_max));
  const bool utf8 = is_utf8(out);
  for (char& c : out) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) c = ' ';
    if (byte >= 0x80 && !utf8) c = '?';
  }
  return out;
}

}  // namespace host::connector
