// Hostile text on a terminal.
#include "host/cli/table.hpp"

#include <sstream>

#include "host/cli/client_options.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/terminal_text.hpp"
#include "tests/support/catch.hpp"

using namespace host::cli;

TEST_CASE("control characters, overrides and broken UTF-8 come out escaped") {
  CHECK(escape_controls("plain \xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80") ==
        "plain \xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80");
  CHECK(escape_controls("a\nb\rc\td") == "a\\nb\\rc\\td");
  CHECK(escape_controls("\x1b]0;title\x07") == "\\x1b]0;title\\x07");
  CHECK(escape_controls(std::string_view("\0\x7f", 2)) == "\\x00\\x7f");
  CHECK(escape_controls("\xc2\x9b"
                        "2J") == "\\u009b2J");          // C1: one-byte CSI
  CHECK(escape_controls("\xe2\x80\xae") == "\\u202e");  // right-to-left override
  CHECK(escape_controls("\xe2\x81\xa6") == "\\u2066");
  CHECK(escape_controls("\xff\xc3") == "\\xff\\xc3");
  CHECK(escape_controls("\xc0\xaf") == "\\xc0\\xaf");           // overlong
  CHECK(escape_controls("\xed\xa0\x80") == "\\xed\\xa0\\x80");  // surrogate
  CHECK(escape_controls("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
  CHECK(escape_controls("\xe2\x82") == "\\xe2\\x82");  // cut off
  CHECK(escape_controls_in_block("{\n\t\x1b}") == "{\n\t\\x1b}");
}

TEST_CASE("shortening counts characters, not bytes") {
  CHECK(character_count("\xc3\xa4"
                        "b\xe2\x82\xac") == 3);
  CHECK(shorten("abc", 3) == "abc");
  CHECK(shorten("abcd", 3) == "ab…");
  CHECK(shorten("\xc3\xa4\xc3\xb6\xc3\xbc!", 3) == "\xc3\xa4\xc3\xb6…");
  CHECK(shorten("abcd", 1) == "…");
  CHECK(shorten("", 3).empty());
}

TEST_CASE("columns line up whatever is in them") {
  Table table({"A", "LONGER", "C"});
  table.add({"\xc3\xa4\xc3\xa4", "x\n", "1"});
  table.add({"b", "", ""});
  table.add({std::string(500, 'y'), "z", "\x1b[31m"});
  std::ostringstream out;
  table.print(out);
  const std::string cut = std::string(kMaxCellCharacters - 1, 'y') + "…";
  const std::string pad(kMaxCellCharacters, ' ');
  CHECK(out.str() == "A" + pad.substr(1) + "  LONGER  C\n" + "\xc3\xa4\xc3\xa4" + pad.substr(2) +
                         "  x\\n     1\n" + "b\n" + cut + "  z       \\x1b[31m\n");
  CHECK_FALSE(table.empty());
  CHECK(Table({"A"}).empty());
  CHECK_THROWS(table.add({"too", "few"}));
}

TEST_CASE("facts leave out what is empty") {
  std::ostringstream out;
  print_facts(out, {{"id", "1"}, {"nothing", ""}, {"longer", "a\x1b"}});
  CHECK(out.str() == "id      1\nlonger  a\\x1b\n");
}

TEST_CASE("indented JSON keeps numbers as written") {
  CHECK(pretty_json("{\"a\":12345678901234567890.10,\"b\":[1.50e300,-0]}") ==
        "{\n  \"a\": 12345678901234567890.10,\n  \"b\": [\n    1.50e300,\n    -0\n  ]\n}");
}

TEST_CASE("what cannot be indented is shown as it is") {
  CHECK(pretty_json("[1e400]") == "[1e400]");
  CHECK(pretty_json("[1,") == "[1,");
}

TEST_CASE("members are missing-safe") {
  const auto document = parse_json("{\"a\":{\"b\":[1,\"x\"],\"n\":null,\"t\":\"text\"}}");
  REQUIRE(document.has_value());
  CHECK(text_at(*document, {"a", "t"}) == "text");
  CHECK(text_at(*document, {"a", "b"}) == "[1,\"x\"]");
  CHECK(text_at(*document, {"a", "n"}).empty());
  CHECK(text_at(*document, {"a", "t", "deeper"}).empty());
  CHECK(items_at(*document, {"a", "b"}).Size() == 2);
  CHECK(items_at(*document, {"a", "t"}).Empty());
  CHECK_FALSE(parse_json("{").has_value());
  CHECK_FALSE(parse_json(std::string(1000, '[') + std::string(1000, ']')).has_value());
}

TEST_CASE("shell words survive a shell") {
  CHECK(shell_word("repos/acme-1.x") == "repos/acme-1.x");
  CHECK(shell_word("") == "''");
  CHECK(shell_word("a b") == "'a b'");
  CHECK(shell_word("it's $(x)") == "'it'\\''s $(x)'");
}
