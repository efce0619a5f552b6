#include "host/json/utf8.hpp"

#include <string>

#include "tests/support/catch.hpp"

using host::json::is_ascii;
using host::json::is_utf8;

TEST_CASE("UTF-8 is checked by RFC 3629", "[json]") {
  for (const char* good :
       {"", "plain", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"}) {
    CHECK(is_utf8(good));
  }
  for (const char* bad :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xc3", "abc\xe2\x82", "\xff"}) {
    CHECK_FALSE(is_utf8(bad));
  }
  CHECK(is_ascii("0123456789abcdef"));
  CHECK_FALSE(is_ascii("0123456789abcde\xc3"));
}
