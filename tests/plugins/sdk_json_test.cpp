// Json: the view of a payload. Documents come through ConnectorEvent, as for an author.
#include <amfs/connector.hpp>

#include "tests/support/catch.hpp"

namespace {

struct Payload {
  explicit Payload(std::string text) : text_(std::move(text)), event_(make()), view_(event_) {}
  amfs::Json json() const { return view_.payload(); }
  const amfs::ConnectorEvent& event() const { return view_; }

 private:
  amfs_event make() const {
    amfs_event event{};
    event.struct_size = sizeof(event);
    event.payload = {text_.data(), text_.size()};
    return event;
  }
  std::string text_;
  amfs_event event_;
  amfs::ConnectorEvent view_;
};

}  // namespace

TEST_CASE("Json reads what is there and defaults for what is not") {
  const Payload payload(R"({"s":"text","n":17,"f":1.5,"b":true,"z":null,"a":[1,"two",{"x":3}],
                            "o":{"deep":{"er":"yes"}}})");
  const amfs::Json json = payload.json();
  CHECK(json["s"].str() == "text");
  CHECK(json["s"].view() == "text");
  CHECK(json["n"].i64() == 17);
  CHECK(json["n"].u64() == 17);
  CHECK(json["f"].f64() == 1.5);
  CHECK(json["b"].boolean());
  CHECK(json["z"].is_null());
  CHECK(json["z"].exists());
  CHECK(json["a"].size() == 3);
  CHECK(json["a"][1].str() == "two");
  CHECK(json["a"][2]["x"].i64() == 3);
  CHECK(json["o"]["deep"]["er"].str() == "yes");
  CHECK_FALSE(json["missing"].exists());
  CHECK_FALSE(json["missing"]["more"][7].exists());
  CHECK_FALSE(json["a"][3].exists());
  CHECK_FALSE(json["a"][-1].exists());
  CHECK(json["missing"].str("info") == "info");
  CHECK(json["n"].str("not a string") == "not a string");
  CHECK(json["s"].i64(-1) == -1);
  CHECK(json["s"].boolean(true));
  CHECK(json["s"].size() == 0);
  CHECK(json["n"].text() == "17");
  CHECK(json["b"].text("x") == "x");
}

TEST_CASE("Numbers keep the way they were written") {
  const Payload payload(
      R"({"big":123456789012345678901234567890,"exp":1e3,"neg":-7,"frac":1.10,"max":18446744073709551615})");
  const amfs::Json json = payload.json();
  CHECK(json["big"].text() == "123456789012345678901234567890");
  CHECK(json["big"].i64(-1) == -1);
  CHECK(json["big"].f64() == 123456789012345678901234567890.0);
  CHECK(json["exp"].text() == "1e3");
  CHECK(json["exp"].i64() == 1000);
  CHECK(json["neg"].i64() == -7);
  CHECK(json["neg"].u64(9) == 9);
  CHECK(json["frac"].text() == "1.10");
  CHECK(json["frac"].i64(5) == 5);
  CHECK(json["max"].u64() == 18446744073709551615u);
  CHECK(amfs::Value(json["frac"]).dump() == "1.10");
}

TEST_CASE("JSON pointers") {
  const Payload payload(R"({"a":{"b/c":1,"d~e":2,"":3},"list":[10,20],"n":{"0":"member"}})");
  const amfs::Json json = payload.json();
  CHECK(json.at("").is_object());
  CHECK(json.at("/a/b~1c").i64() == 1);
  CHECK(json.at("/a/d~0e").i64() == 2);
  CHECK(json.at("/a/").i64() == 3);
  CHECK(json.at("/list/1").i64() == 20);
  CHECK(json.at("/n/0").str() == "member");
  for (const char* bad :
       {"a", "/list/01", "/list/-1", "/list/2", "/list/1x", "/a/~", "/a/~2", "/a/x/y"}) {
    CAPTURE(bad);
    CHECK_FALSE(json.at(bad).exists());
  }
}

TEST_CASE("Of members with one name the last one counts") {
  const Payload payload(R"({"id":"first","other":0,"id":"last"})");
  CHECK(payload.json()["id"].str() == "last");
  CHECK(payload.json().at("/id").str() == "last");
  CHECK(amfs::Value(payload.json()).dump() == R"({"other":0,"id":"last"})");
}

TEST_CASE("Iteration gives elements, and members with their names") {
  const Payload payload(R"({"a":{"x":[1,2]},"b":2,"c":[]})");
  std::string names;
  for (const amfs::Json member : payload.json()) names += std::string(member.name()) + ",";
  CHECK(names == "a,b,c,");
  std::int64_t sum = 0;
  for (const amfs::Json item : payload.json()["a"]["x"]) sum += item.i64();
  CHECK(sum == 3);
  for (const amfs::Json item : payload.json()["c"]) FAIL("an empty list has " << item.text());
  for (const amfs::Json item : payload.json()["b"]) FAIL("a number has " << item.text());
}

TEST_CASE("Times as RFC 3339 text or unix seconds") {
  const Payload payload(R"({"z":"2026-11-23T09:44:00Z","f":"2026-11-23T10:44:00.25+01:00",
      "jira":"2026-11-23T09:44:00.000+0000","unix":1795427040,"slack":1700000000.000100,
      "exp":1.795427040e9,"bad":"23.11.2026","feb":"2026-02-29T00:00:00Z","neg":-5,"text":"1795427040",
      "huge":99999999999999999999})");
  const amfs::Json json = payload.json();
  constexpr std::int64_t kSecond = 1'000'000'000;
  REQUIRE(json["z"].time());
  CHECK(amfs::to_unix_ns(*json["z"].time()) == 1795427040 * kSecond);
  CHECK(amfs::to_unix_ns(*json["f"].time()) == 1795427040 * kSecond + kSecond / 4);
  CHECK(json["jira"].time() == json["z"].time());
  CHECK(json["unix"].time() == json["z"].time());
  CHECK(json["exp"].time() == json["z"].time());
  CHECK(amfs::to_unix_ns(*json["slack"].time()) == 1700000000 * kSecond + 100'000);
  for (const char* none : {"bad", "feb", "neg", "text", "huge", "missing"}) {
    CAPTURE(none);
    CHECK_FALSE(json[none].time().has_value());
  }
}

TEST_CASE("What is not JSON makes the event Unmatched") {
  for (const std::string& text :
       {std::string(""), std::string("{"), std::string("{}x"), std::string("{\"a\":\"\xFF\"}"),
        std::string("{}\0", 3), std::string("{\"a\":01}"), std::string(1000, '['),
        std::string("{\"a\":\"\\ud800\"}")}) {
    CAPTURE(text);
    const Payload payload(text);
    CHECK_THROWS_AS(payload.json(), amfs::Unmatched);
    CHECK_THROWS_AS(payload.json(), amfs::Unmatched);  // and stays so
  }
  CHECK(Payload("[1]").json().is_array());
  CHECK(Payload(" \"text\" ").json().str() == "text");
}

TEST_CASE("Nesting is bounded, and the bound is named") {
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  amfs::detail::JsonTape tape;
  CHECK(tape.parse(nested(256)));
  CHECK_FALSE(tape.parse(nested(257)));
  CHECK(tape.error() == "nested deeper than 256 levels");
  CHECK(tape.empty());
  CHECK(tape.parse(nested(3), 3));
  CHECK_FALSE(tape.parse(nested(4), 3));
  CHECK(tape.error() == "nested deeper than 3 levels");
}

TEST_CASE("Escapes are decoded") {
  const Payload payload(R"({"t":"a\"\\\/\n\u00e9\ud83d\ude00\u0000z"})");
  CHECK(payload.json()["t"].view() == std::string_view("a\"\\/\n\xC3\xA9\xF0\x9F\x98\x80\0z", 13));
}

TEST_CASE("need is non-empty text or a number") {
  const Payload payload(R"({"id":7,"name":"x","empty":"","null":null,"list":[1],"flag":true})");
  CHECK(payload.event().need("/id") == "7");
  CHECK(payload.event().need("/name") == "x");
  for (const char* pointer : {"/empty", "/null", "/list", "/flag", "/missing"}) {
    CAPTURE(pointer);
    CHECK_THROWS_AS(payload.event().need(pointer), amfs::Unmatched);
  }
}
