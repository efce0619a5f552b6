#include "host/base/text.hpp"

#include <string>

#include "tests/support/catch.hpp"

using host::is_ascii;
using host::is_utf8;

TEST_CASE("UTF-8 is checked by RFC 3629", "[text]") {
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

TEST_CASE("case of ASCII letters is ignored, nothing else", "[text]") {
  CHECK(host::equals_ignore_case("X-Hub-Signature", "x-hub-SIGNATURE"));
  CHECK(host::equals_ignore_case("", ""));
  CHECK_FALSE(host::equals_ignore_case("x-a", "x-ab"));
  CHECK_FALSE(host::equals_ignore_case("[", "{"));  // 0x20 apart, but no letters
  CHECK_FALSE(host::equals_ignore_case("\xc3\x84", "\xc3\xa4"));
}

TEST_CASE("a clipped text ends between two characters", "[text]") {
  CHECK(host::clip("abc", 3) == "abc");
  CHECK(host::clip("abc", 2) == "ab");
  CHECK(host::clip("a\xe2\x82\xac", 3) == "a");
  CHECK(host::clip("\xe2\x82\xac", 1).empty());
}
