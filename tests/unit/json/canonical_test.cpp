// The expected texts are what Python 3.11 prints for
// json.dumps(json.loads(text), sort_keys=True, separators=(",", ":")).
#include "host/json/canonical.hpp"

#include "tests/support/catch.hpp"

using host::json::canonical;

TEST_CASE("numbers have Python's text", "[json][canonical]") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"0", "0"},
      {"-0", "0"},
      {"-1", "-1"},
      {"123456789012345678901234567890", "123456789012345678901234567890"},
      {"1.0", "1.0"},
      {"1.50", "1.5"},
      {"-0.0", "-0.0"},
      {"0.1", "0.1"},
      {"1e5", "100000.0"},
      {"1E5", "100000.0"},
      {"1e16", "1e+16"},
      {"1e15", "1000000000000000.0"},
      {"123456789012345680.0", "1.2345678901234568e+17"},
      {"1e-4", "0.0001"},
      {"0.00001", "1e-05"},
      {"1.5e-7", "1.5e-07"},
      {"5e-324", "5e-324"},
      {"1.7976931348623157e308", "1.7976931348623157e+308"},
      {"9007199254740993.0", "9007199254740992.0"},
      {"0.30000000000000004", "0.30000000000000004"},
      {"1e22", "1e+22"},
      {"12345.678e-2", "123.45678"},
      {"1e-10", "1e-10"},
      {"4.35", "4.35"},
  }));
  CAPTURE(text);
  CHECK(canonical(text) == expected);
}

TEST_CASE("names are sorted by code point and text is ASCII", "[json][canonical]") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {R"({"b":1,"a":[true,false,null,{"z":"é","y":"\ud83d\ude00"}],"c":2})",
       R"({"a":[true,false,null,{"y":"\ud83d\ude00","z":"\u00e9"}],"b":1,"c":2})"},
      {R"({"b":1,"a":[1],"a":2})", R"({"a":2,"b":1})"},
      {R"({"\u00e9":1,"z":2,"\ud83d\ude00":3,"\uffff":4})",
       R"({"z":2,"\u00e9":1,"\uffff":4,"\ud83d\ude00":3})"},
      {R"("\u007f\u0001/\\ \" \n\r\t\b\f\u2028")", R"("\u007f\u0001/\\ \" \n\r\t\b\f\u2028")"},
      {R"([])", R"([])"},
      {R"({})", R"({})"},
      {R"({"k":{}})", R"({"k":{}})"},
      {R"( { "a" : [ 1 , "1" ] } )", R"({"a":[1,"1"]})"},
      {R"(null)", R"(null)"},
  }));
  CAPTURE(text);
  CHECK(canonical(text) == expected);
}

TEST_CASE("what is no JSON has no canonical text", "[json][canonical]") {
  const auto text =
      GENERATE(as<std::string>{}, "", "{", "[1,]", "nan", "1 2", "\"\xff\"", "{\"a\":}");
  CAPTURE(text);
  CHECK_FALSE(canonical(text).has_value());
  CHECK_FALSE(canonical(std::string(100000, '[') + std::string(100000, ']')).has_value());
}
