#include "host/config/config_check.hpp"
#include "host/config/json_merge.hpp"
#include "host/config/yaml_json.hpp"
#include "tests/support/catch.hpp"

using namespace host::config;

namespace {
std::string json_of(const std::string& yaml) { return to_json(parse_yaml(yaml)); }
}  // namespace

TEST_CASE("plain scalars follow the YAML 1.2 core schema") {
  CHECK(json_of("[~, null, true, False, yes, no, on]") ==
        R"([null,null,true,false,"yes","no","on"])");
  CHECK(json_of("['true', \"1\", 'null', '']") == R"(["true","1","null",""])");
  CHECK(json_of("{a: {b: [1, x]}, c: }") == R"({"a":{"b":[1,"x"]},"c":null})");
  CHECK(json_of("{1: a, true: b}") == R"({"1":"a","true":"b"})");
}

TEST_CASE("numbers stay as written where JSON allows it") {
  CHECK(json_of("[1, -1, 1.50, 1e5, 12345678901234567890123, 0.1e-7]") ==
        "[1,-1,1.50,1e5,12345678901234567890123,0.1e-7]");
  CHECK(json_of("[+1, 007, -007, .5, 1., 1.e3, 0x1F, 0o17]") == "[1,7,-7,0.5,1,1e3,31,15]");
  CHECK(json_of("[1.2.3, 1-2, 0x, 0xZ, '-', +, e5, 1e, 12:30]") ==
        R"(["1.2.3","1-2","0x","0xZ","-","+","e5","1e","12:30"])");
}

TEST_CASE("infinity has no JSON form") {
  for (const char* text : {".inf", "-.inf", ".nan"}) CHECK_THROWS_AS(json_of(text), ConfigError);
  CHECK_THROWS_AS(to_json_object(parse_yaml("[1]"), "config"), ConfigError);
  CHECK(to_json_object(parse_yaml(""), "config") == "{}");
}

TEST_CASE("an overlay is merged key by key and keeps numbers") {
  CHECK(merge_json(R"({"a":1.50,"b":{"c":1,"d":[1,{"x":1}]}})",
                   R"({"b":{"d":[2],"e":12345678901234567890123}})")
            .value() == R"({"a":1.50,"b":{"c":1,"d":[2],"e":12345678901234567890123}})");
  CHECK(merge_json(R"({"a":{"b":1}})", R"({"a":2})").value() == R"({"a":2})");
  CHECK(merge_json(R"({"a":1})", R"({"a":{"b":null}})").value() == R"({"a":{"b":null}})");
  CHECK(merge_json("{}", "{}").value() == "{}");
  CHECK(merge_json(R"({"k\"":"\u00e4\n"})", R"({"z":[]})").value() ==
        "{\"k\\\"\":\"\xC3\xA4\\n\",\"z\":[]}");
}

TEST_CASE("what is not an object is not merged") {
  for (const char* text : {"[]", "1", "", "{", "null"}) {
    CHECK(merge_json("{}", text).has_error());
    CHECK(merge_json(text, "{}").has_error());
  }
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += R"({"a":)";
  deep += "1" + std::string(200, '}');
  CHECK(merge_json("{}", deep).has_error());
}

TEST_CASE("config is checked against its schema") {
  const std::string schema =
      R"({"type":"object","properties":{"batch":{"type":"integer","maximum":100}},"required":["batch"]})";
  CHECK(check_config(R"({"batch":5})", schema).has_value());
  const auto too_big = check_config(R"({"batch":500})", schema);
  REQUIRE(too_big.has_error());
  CHECK(too_big.error().code == "config_invalid");
  CHECK(too_big.error().message.find("/batch") != std::string::npos);
  CHECK(too_big.error().message.find("maximum") != std::string::npos);
  CHECK(check_config("{}", schema).error().message.find("required") != std::string::npos);
}

TEST_CASE("a schema that cannot be trusted is refused") {
  CHECK(check_config("{}", "[]").error().code == "config_schema_invalid");
  CHECK(check_config("{}", "{").error().code == "config_schema_invalid");
  CHECK(check_config("{}", R"({"properties":{"a":{"$ref":"#"}}})").error().code ==
        "config_schema_invalid");
  CHECK(check_config("{}", R"({"allOf":[{"$ref":"http://x/"}]})").error().code ==
        "config_schema_invalid");
}
