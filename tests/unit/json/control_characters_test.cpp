// Control characters at every alignment: vectorised JSON code treats text 16 bytes at a time, and
// what it does to the middle of a block may differ from its ends.
#include <array>
#include <cstdio>

#include "host/json/pointer_scan.hpp"
#include "host/json/writer.hpp"
#include "tests/support/catch.hpp"

using host::json::JsonWriter;
using host::json::scan;

namespace {

constexpr int kBlock = 16;  // bytes; twice of it covers a whole block at every offset
constexpr char kFirstPrintable = 0x20;

std::string escaped(char character) {
  switch (character) {
    case '\b':
      return "\\b";
    case '\t':
      return "\\t";
    case '\n':
      return "\\n";
    case '\f':
      return "\\f";
    case '\r':
      return "\\r";
    default:
      break;
  }
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "\\u%04X", static_cast<unsigned>(character));
  return text.data();
}

}  // namespace

TEST_CASE("control characters are escaped wherever they stand", "[json][writer]") {
  for (char control = 0; control < kFirstPrintable; ++control) {
    for (int before = 0; before < 2 * kBlock; ++before) {
      const std::string head(static_cast<std::size_t>(before), 'a');
      const std::string tail(2 * kBlock, 'z');
      JsonWriter out;
      out.value(head + control + tail);
      const std::string expected = '"' + head + escaped(control) + tail + '"';
      if (out.text() != expected) {
        CAPTURE(before, static_cast<int>(control));
        REQUIRE(out.text() == expected);
      }
    }
  }
}

TEST_CASE("raw control characters in a text are refused wherever they stand", "[json][scan]") {
  for (char control = 0; control < kFirstPrintable; ++control) {
    for (int before = 0; before < 2 * kBlock; ++before) {
      const std::string body = "{\"a\":\"" + std::string(static_cast<std::size_t>(before), 'a') +
                               control + std::string(2 * kBlock, 'z') + "\"}";
      if (!scan(body, {}).error) {
        CAPTURE(before, static_cast<int>(control));
        FAIL("accepted");
      }
    }
  }
}
