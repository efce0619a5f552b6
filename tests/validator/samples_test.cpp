#include "host/validator/samples.hpp"

#include "tests/support/catch.hpp"
#include "tests/validator/sample_folder.hpp"

using host::validator::load_samples;
using host::validator::parse_sample;

TEST_CASE("a sample is a body with headers, or the body alone", "[validator]") {
  const auto wrapped = parse_sample(
      "a.json", R"({"headers": {"X-Type": "push"}, "body": {"n": 1.50, "n2": 1e300}})");
  REQUIRE(wrapped.has_value());
  CHECK(wrapped->body == R"({"n": 1.50, "n2": 1e300})");  // as written
  REQUIRE(wrapped->headers.size() == 1);
  CHECK(wrapped->headers[0].second == "push");

  const auto headless = parse_sample("c.json", R"({"body": {"id": 1}})");
  REQUIRE(headless.has_value());
  CHECK(headless->body == R"({"id": 1})");

  const auto bare = parse_sample("b.json", R"({"headers": {}, "body": 1, "more": 2})");
  REQUIRE(bare.has_value());
  CHECK(bare->headers.empty());
  CHECK(bare->body == R"({"headers": {}, "body": 1, "more": 2})");
}

TEST_CASE("samples that cannot be sent are refused", "[validator]") {
  CHECK_FALSE(parse_sample("a", "{").has_value());
  CHECK_FALSE(parse_sample("a", R"({"headers": [], "body": {}})").has_value());
  CHECK_FALSE(parse_sample("a", R"({"headers": {"X Y": "1"}, "body": {}})").has_value());
  CHECK_FALSE(parse_sample("a", R"({"headers": {"X": {}}, "body": {}})").has_value());
  CHECK_FALSE(parse_sample("a", R"({"headers": {"X": 1}, "body": {}})").has_value());
  CHECK_FALSE(parse_sample("a", std::string(200, '[') + std::string(200, ']')).has_value());
}

TEST_CASE("samples come from the folder, in name order, and from elsewhere", "[validator]") {
  const test::SampleFolder folder("good");
  folder.write("samples/broken.json", "{");
  folder.write("samples/apart.json", "{\"id\": \"3\"}");
  folder.write("samples/apart.headers.json", "{\"X-Event-Type\": \"thing.apart\"}");
  const test::SampleFolder other("good");
  const auto set = load_samples(folder.path(), other.path() + "/samples");
  REQUIRE(set.samples.size() == 5);
  CHECK(set.samples[0].name == "samples/apart.json");
  CHECK(set.samples[0].body == "{\"id\": \"3\"}");
  CHECK(set.samples[0].headers.size() == 1);
  CHECK(set.samples[1].name == "samples/gone.json");
  CHECK(set.samples[2].name == "samples/made.json");
  REQUIRE(set.faults.size() == 1);
  CHECK(set.faults[0].find("samples/broken.json is not JSON") != std::string::npos);
}
