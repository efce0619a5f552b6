#include "host/json/array_items.hpp"

#include "tests/support/catch.hpp"

using host::json::array_items;
using Items = std::vector<std::string_view>;

TEST_CASE("items come out as they are written") {
  CHECK(array_items("[]", 9).empty());
  CHECK(array_items(" [ \n ] ", 9).empty());
  CHECK(array_items("[1]", 9) == Items{"1"});
  CHECK(array_items(" [ 1.00 ,\"a\", null\t]\n", 9) == Items{"1.00", "\"a\"", "null"});
  CHECK(array_items(R"([{"a":[1,2]},[3,[4,5]],{}])", 9) ==
        Items{R"({"a":[1,2]})", "[3,[4,5]]", "{}"});
}

TEST_CASE("brackets, commas and quotes inside texts end nothing") {
  CHECK(array_items(R"(["],[","a\"],","\\",{"k,]":"}"}])", 9) ==
        Items{R"("],[")", R"("a\"],")", R"("\\")", R"({"k,]":"}"})"});
}

TEST_CASE("an array that is too long is not taken apart to its end") {
  CHECK(array_items("[1,2,3,4,5,6]", 3).size() == 4);
  CHECK(array_items("[1,2,3]", 3).size() == 3);
}
