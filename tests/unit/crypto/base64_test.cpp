// Base64: RFC 4648's vectors, and that nothing but the canonical text is read.
#include "host/crypto/base64.hpp"

#include "tests/support/catch.hpp"

using namespace host::crypto;  // NOLINT(google-build-using-namespace)

TEST_CASE("RFC 4648 section 10, both ways", "[crypto]") {
  const std::vector<std::pair<std::string, std::string>> vectors{{"", ""},
                                                                 {"f", "Zg=="},
                                                                 {"fo", "Zm8="},
                                                                 {"foo", "Zm9v"},
                                                                 {"foob", "Zm9vYg=="},
                                                                 {"fooba", "Zm9vYmE="},
                                                                 {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    INFO(text);
    CHECK(to_base64(bytes) == text);
    CHECK(from_base64(text) == bytes);
  }
}

TEST_CASE("only canonical base64 is read", "[crypto]") {
  for (const char* text : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "=", "Zm9v\n",
                           " Zm9v", "Zm9v ", "Zm 9v", "Zm-_", "Zm9v=", "Zm9vZg==Zm9v", "Zm9*"}) {
    INFO(text);
    CHECK_FALSE(from_base64(text));
  }
  CHECK_FALSE(from_base64(std::string("Zm9\0", 4)));
}

TEST_CASE("base64url has its own alphabet and no padding", "[crypto]") {
  const std::string bytes("\xFB\xFF\xFE", 3);
  CHECK(to_base64(bytes) == "+//+");
  CHECK(to_base64url(bytes) == "-__-");
  CHECK(from_base64url("-__-") == bytes);
  CHECK(from_base64url("Zg") == std::string("f"));
  for (const char* text : {"+//+", "Zg==", "Z", "Zh", "Zg\n"}) {
    INFO(text);
    CHECK_FALSE(from_base64url(text));
  }
}
