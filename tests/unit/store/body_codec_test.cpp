#include "host/store/body_codec.hpp"

#include "tests/support/catch.hpp"

using host::store::pack_body;
using host::store::unpack_body;

TEST_CASE("bodies come back as they went in", "[store][codec]") {
  std::string noise;
  for (int i = 0; i < 5000; ++i) noise += static_cast<char>(i * 7919 >> 3);
  for (const std::string& body :
       {std::string(), std::string("x"), std::string(20000, 'a'), noise}) {
    CHECK(unpack_body(pack_body(body), 1 << 20).value() == body);
  }
  CHECK(pack_body(std::string(20000, 'a')).size() < 200);
}

TEST_CASE("damaged or oversized packs are refused", "[store][codec]") {
  const std::string packed = pack_body(std::string(20000, 'a'));
  CHECK(unpack_body(packed, 19999).has_error());
  CHECK(unpack_body(packed.substr(0, packed.size() - 3), 1 << 20).has_error());
  CHECK(unpack_body("", 10).has_error());
  CHECK(unpack_body("\x07zzz", 10).has_error());
}
