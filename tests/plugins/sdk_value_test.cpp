// Value: JSON that a connector builds.
#include <amfs/connector.hpp>
#include <limits>

#include "tests/support/catch.hpp"

using amfs::Value;

TEST_CASE("Values are built from scalars, members and lists") {
  const Value value{{"text", "x"},
                    {"string", std::string("y")},
                    {"int", -3},
                    {"big", std::numeric_limits<std::uint64_t>::max()},
                    {"real", 0.1},
                    {"whole", 2.0},
                    {"yes", true},
                    {"none", nullptr},
                    {"list", Value::array({1, "two", nullptr})},
                    {"empty", Value::object()},
                    {"nested", {{"a", 1}}}};
  CHECK(value.dump() ==
        R"({"text":"x","string":"y","int":-3,"big":18446744073709551615,"real":0.1,"whole":2.0,)"
        R"("yes":true,"none":null,"list":[1,"two",null],"empty":{},"nested":{"a":1}})");
  CHECK(Value().dump() == "null");
  CHECK(Value(std::numeric_limits<double>::infinity()).is_null());
  CHECK(Value{{"twice", 1}, {"twice", 2}}.dump() == R"({"twice":2})");
}

TEST_CASE("A missing value is left out, null stays") {
  Value value{{"gone", Value::missing()}, {"kept", nullptr}};
  value["touched"];
  CHECK(value.dump() == R"({"kept":null})");
  value.push_back(Value::missing());
  CHECK(value.dump() == "[]");
  CHECK(Value::missing().dump() == "null");
}

TEST_CASE("Members are made when written to, not when read") {
  Value value;
  value["a"]["b"] = 1;
  CHECK(value.get("a").get("b").i64() == 1);
  CHECK_FALSE(value.get("x").get("y").exists());
  CHECK(value.dump() == R"({"a":{"b":1}})");
  CHECK(value.erase("a"));
  CHECK_FALSE(value.erase("a"));
  CHECK(value.dump() == "{}");
}

TEST_CASE("Values are read like payloads") {
  const Value value{{"max", std::numeric_limits<std::uint64_t>::max()}, {"neg", -1}, {"s", "7"}};
  CHECK(value.get("max").u64() == std::numeric_limits<std::uint64_t>::max());
  CHECK(value.get("max").i64(-9) == -9);
  CHECK(value.get("neg").u64(3) == 3);
  CHECK(value.get("s").u64(3) == 3);
  CHECK(value.get("s").is_string());
  CHECK(value.get("neg").is_number());
  CHECK(Value(true).is_boolean());
  CHECK_FALSE(value.get("missing").is_null());
}

TEST_CASE("A value may be replaced by a part of itself") {
  Value value{{"child", {{"x", 1}}}};
  value = value["child"];
  CHECK(value.dump() == R"({"x":1})");
  Value other{{"list", Value::array({1, 2})}};
  other = std::move(other["list"]);
  CHECK(other.dump() == "[1,2]");
}

TEST_CASE("upsert keeps one item for each id, in order") {
  Value list;
  for (const char* ts : {"10.5", "9.1", "10.05", "9.1", "b", "a"})
    list.upsert("ts", ts)["seen"] = ts;
  CHECK(list.size() == 5);
  std::string order;
  for (const Value& item : list.items()) order += item.get("ts").text() + " ";
  CHECK(order == "9.1 10.05 10.5 a b ");
  list.keep_last(2);
  CHECK(list.dump() == R"([{"ts":"a","seen":"a"},{"ts":"b","seen":"b"}])");
  list.keep_last(5);
  CHECK(list.size() == 2);
  CHECK(list.erase("ts", "a"));
  CHECK(list.size() == 1);

  Value numbers;
  for (int id : {12, 3, 100}) numbers.upsert("id", id);
  CHECK(numbers.dump() == R"([{"id":3},{"id":12},{"id":100}])");
}

TEST_CASE("Parsing and dumping is the identity") {
  const std::string text =
      R"({"a":[1,2.50,-0,1E+2,"\"\\\n\u0001"],"b":{"c":null,"d":[true,false,{}]},"é":"😀"})";
  const auto value = Value::parse(text);
  REQUIRE(value);
  CHECK(value->dump() == text);
  CHECK(Value::parse(value->dump()) == value);
  CHECK_FALSE(Value::parse("{").has_value());
}

TEST_CASE("Bytes that are not UTF-8 become replacement characters") {
  CHECK(Value("a\xFFz").dump() == "\"a\xEF\xBF\xBDz\"");
  CHECK(Value("\xC3").dump() == "\"\xEF\xBF\xBD\"");
  CHECK(Value("\xED\xA0\x80").dump() == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
  CHECK(Value("\xC3\xA9\x7F").dump() == "\"\xC3\xA9\x7F\"");
}

TEST_CASE("Values compare by content") {
  CHECK(Value{{"a", 1}, {"b", 2}} == Value{{"b", 2}, {"a", 1}});
  CHECK(Value{{"a", 1}, {"gone", Value::missing()}} == Value{{"a", 1}});
  CHECK(Value{{"a", 1}} != Value{{"a", "1"}});
  CHECK(Value{{"a", 1}} != Value{{"a", 1}, {"b", 2}});
  CHECK(Value::array({1, 2}) != Value::array({2, 1}));
}

TEST_CASE("Many repeated members are resolved quickly") {
  std::string text = "{";
  for (int i = 0; i < 200000; ++i)
    text += "\"k" + std::to_string(i % 100000) + "\":" + std::to_string(i) + ",";
  text.back() = '}';
  const auto value = Value::parse(text);
  REQUIRE(value);
  CHECK(value->size() == 100000);
  CHECK(value->get("k5").i64() == 100005);
}
