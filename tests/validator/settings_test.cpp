#include "host/validator/validate_settings.hpp"

#include "tests/support/catch.hpp"
#include "tests/validator/sample_folder.hpp"

using host::validator::load_settings;

TEST_CASE("validate.yaml is optional", "[validator]") {
  const test::SampleFolder folder("good");
  const auto settings = load_settings(folder.path());
  REQUIRE(settings.has_value());
  CHECK(settings->skip.empty());
}

TEST_CASE("validate.yaml gives reasons by check", "[validator]") {
  const test::SampleFolder folder("good");
  folder.write("validate.yaml", "skip:\n  build-id: no linker of ours makes one\n");
  const auto settings = load_settings(folder.path());
  REQUIRE(settings.has_value());
  CHECK(settings->skip.at("build-id") == "no linker of ours makes one");
}

TEST_CASE("mistakes in validate.yaml are named with their place", "[validator]") {
  const test::SampleFolder folder("good");
  const std::pair<const char*, const char*> rows[] = {
      {"skip:\n  biuld-id: why\n", "did you mean \"build-id\""},
      {"skip:\n  build-id:\n", "say why"},
      {"skip:\n  build-id: \"\"\n", "say why"},
      {"skip: [build-id]\n", "check-id: reason"},
      {"skpi:\n  build-id: why\n", "skip"},
      {"skip:\n  build-id: why\n  build-id: why\n", "build-id"},
      {"\tskip:", "validate.yaml:1"},
  };
  for (const auto& [text, told] : rows) {
    folder.write("validate.yaml", text);
    const auto settings = load_settings(folder.path());
    INFO(text);
    REQUIRE_FALSE(settings.has_value());
    INFO(settings.error().message);
    CHECK(settings.error().message.find(told) != std::string::npos);
  }
}
