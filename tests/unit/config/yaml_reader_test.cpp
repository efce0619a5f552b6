#include "host/config/yaml_reader.hpp"

#include <sys/stat.h>

#include "host/config/yaml_values.hpp"
#include "temp_folder.hpp"
#include "tests/support/catch.hpp"

using namespace host::config;

namespace {

// "line:column: message" of the error that reading this text gives; "" when it is fine.
std::string error_of(const std::string& yaml) {
  try {
    parse_yaml(yaml);
    return {};
  } catch (const ConfigError& error) {
    return describe(error, "f");
  }
}

bool starts_with(const std::string& text, const std::string& start) {
  return text.rfind(start, 0) == 0;
}

}  // namespace

TEST_CASE("a tree with positions is built") {
  const YamlNode root = parse_yaml("a: 1\nb:\n  - \"x\"\n  - ~\n");
  REQUIRE(root.entries.size() == 2);
  CHECK(root.entries[0].value.text == "1");
  CHECK(root.entries[0].value.plain);
  const YamlNode& list = root.entries[1].value;
  REQUIRE(list.items.size() == 2);
  CHECK_FALSE(list.items[0].plain);
  CHECK(list.items[0].line == 3);
  CHECK(list.items[0].column == 5);
  CHECK(list.items[1].is_null());
}

TEST_CASE("what could expand or surprise is refused with its place") {
  CHECK(starts_with(error_of("a: &x 1\n"), "f:1:4: an anchor"));
  CHECK(starts_with(error_of("a: *x\n"), "f:1:4: "));
  CHECK(starts_with(error_of("a: &x\nb: 1\n"), "f:1:4: an anchor"));
  CHECK(starts_with(error_of("a: !!str 1\n"), "f:1:4: a tag"));
  CHECK(starts_with(error_of("a: !x [1]\n"), "f:1:4: a tag"));
  CHECK(starts_with(error_of("a: 1\nb: 2\na: 3\n"), "f:3:1: duplicate key \"a\", first on line 1"));
  CHECK(starts_with(error_of("? [a]\n: 1\n"), "f:1:3: a key must be a word"));
  CHECK(starts_with(error_of(": 1\n"), "f:1:"));
  CHECK(starts_with(error_of("a: 1\n---\nb: 2\n"), "f:2:1: the document has ended"));
  CHECK(starts_with(error_of("a: \xFF\n"), "f: not UTF-8"));
  CHECK(starts_with(error_of(std::string("a: \0\n", 5)), "f: holds a NUL"));
}

TEST_CASE("mistakes of YAML itself come with their place in one line") {
  for (const char* yaml : {"a:\n\t- b\n", "a: [1\n", "a: \"x\n", "a: 'x", "a: b: c\n", "a: @x\n"}) {
    INFO(yaml);
    const std::string error = error_of(yaml);
    CHECK(starts_with(error, "f:"));
    CHECK(error.find("not YAML") != std::string::npos);
    CHECK(error.find('\n') == std::string::npos);
  }
  CHECK(starts_with(error_of("{a: 1"), "f:1:1: "));
  CHECK(starts_with(error_of("- a\nb: 1\n"), "f:2:1: the document has ended before this"));
}

TEST_CASE("a block text keeps its line end") {
  CHECK(parse_yaml("a: |\n  x\n").entries[0].value.text == "x\n");
}

TEST_CASE("nesting and size are limited") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(error_of(nested(kMaxYamlDepth)).empty());
  CHECK(error_of(nested(kMaxYamlDepth + 1)).find("nested deeper than 32") != std::string::npos);
  CHECK_FALSE(error_of(std::string(30'000, '[')).empty());
  CHECK(error_of("a: " + std::string(kMaxYamlBytes - 3, 'x')).empty());
  CHECK(
      starts_with(error_of("a: " + std::string(kMaxYamlBytes - 2, 'x')), "f: larger than 64 KiB"));
}

TEST_CASE("unknown keys are refused with the nearest known one") {
  const YamlNode root = parse_yaml("port: 1\nhots: x\n");
  YamlMap map(root, "listen");
  CHECK(map.find("port") != nullptr);
  CHECK(map.find("host") == nullptr);
  try {
    map.finish();
    FAIL("an unknown key passed");
  } catch (const ConfigError& error) {
    CHECK(describe(error, "f") == "f:2:1: unknown key \"hots\" in listen; did you mean \"host\"?");
  }
}

TEST_CASE("an empty value counts as absent") {
  const YamlNode root = parse_yaml("a:\nb: ~\nc: null\nd: ''\n");
  YamlMap map(root, "x");
  CHECK(map.find("a") == nullptr);
  CHECK(map.find("b") == nullptr);
  CHECK(map.find("c") == nullptr);
  CHECK(map.find("d") != nullptr);
  CHECK_THROWS_AS(map.need("a", "add it"), ConfigError);
}

TEST_CASE("typed values are checked") {
  const auto node = [](const std::string& yaml) {
    return parse_yaml("v: " + yaml).entries[0].value;
  };
  CHECK(read_bool(node("true")));
  CHECK_FALSE(read_bool(node("false")));
  CHECK_THROWS_AS(read_bool(node("\"true\"")), ConfigError);
  CHECK_THROWS_AS(read_bool(node("yes")), ConfigError);
  CHECK(read_integer(node("42"), 0, 100) == 42);
  for (const char* text : {"101", "-1", "4.0", "0x10", "1 2", "[1]", "99999999999999999999"}) {
    INFO(text);
    CHECK_THROWS_AS(read_integer(node(text), 0, 100), ConfigError);
  }
  CHECK(read_text_list(node("[a, b]")) == std::vector<std::string>{"a", "b"});
  CHECK(read_text_list(node("a")) == std::vector<std::string>{"a"});
  CHECK_THROWS_AS(read_text_list(node("{a: b}")), ConfigError);
  CHECK_THROWS_AS(read_text_list(node("[[a]]")), ConfigError);
  CHECK(read_header_name(node("X-Hub-Signature-256")) == "X-Hub-Signature-256");
  for (const char* text : {"'X Y'", "''", "'X:'", "\"X\\n\"", "Xä"})
    CHECK_THROWS_AS(read_header_name(node(text)), ConfigError);
}

TEST_CASE("only regular files of bounded size are read") {
  const test::TempFolder folder;
  CHECK(read_config_file(folder.write("ok.yaml", "a: 1\n")).value() == "a: 1\n");
  CHECK(read_config_file(folder.path() / "none.yaml").error().message.find("No such file") !=
        std::string::npos);
  CHECK(read_config_file(folder.path()).error().message.find("not a regular file") !=
        std::string::npos);
  const auto fifo = folder.path() / "fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK(read_config_file(fifo).error().message.find("not a regular file") != std::string::npos);
  const auto big = folder.write("big.yaml", std::string(kMaxYamlBytes + 1, 'x'));
  CHECK(read_config_file(big).error().message.find("larger than 64 KiB") != std::string::npos);
}
