#include "host/validator/mutate.hpp"

#include <set>

#include "host/json/pointer_scan.hpp"
#include "tests/support/catch.hpp"

using host::validator::Dice;
using host::validator::mutate;

namespace {
const std::string kPayload = R"({"id": "1", "list": [1, 2, {"x": null}], "text": "hello"})";
}  // namespace

TEST_CASE("seed and case decide a mutation", "[validator]") {
  Dice first(5, 17);
  Dice again(5, 17);
  CHECK(mutate(kPayload, first).text == mutate(kPayload, again).text);
  Dice dice(1, 0);
  CHECK(dice.next() == 0xBEEB8DA1658EEC67U);  // the same on every machine
}

TEST_CASE("mutations are many, and know whether they are JSON", "[validator]") {
  std::set<std::string> seen;
  int legal = 0;
  for (std::uint32_t number = 0; number < 500; ++number) {
    Dice dice(1, number);
    const auto mutated = mutate(kPayload, dice);
    seen.insert(mutated.text);
    const bool is_json = !host::json::scan(mutated.text, host::json::PointerSet()).error;
    REQUIRE(mutated.is_json == is_json);
    legal += is_json ? 1 : 0;
  }
  CHECK(seen.size() > 300);
  CHECK(legal > 150);
  CHECK(legal < 450);
}

TEST_CASE("anything can be mutated", "[validator]") {
  for (const std::string& payload : {std::string(), std::string("\xFF"), std::string("[]"),
                                     std::string("1"), std::string(1 << 16, '[')}) {
    for (std::uint32_t number = 0; number < 50; ++number) {
      Dice dice(2, number);
      CHECK(mutate(payload, dice).text.size() <= payload.size() + (1 << 17));
    }
  }
}
