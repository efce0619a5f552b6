#include "host/config/duration.hpp"
#include "host/config/entity_path.hpp"
#include "host/config/nearest.hpp"
#include "host/config/version.hpp"
#include "tests/support/catch.hpp"

using namespace host::config;

TEST_CASE("durations are read with every unit") {
  CHECK(parse_duration("100ms") == 100'000'000);
  CHECK(parse_duration("2.5s") == 2'500'000'000);
  CHECK(parse_duration("300s") == 300'000'000'000);
  CHECK(parse_duration("15min") == 15LL * 60 * 1'000'000'000);
  CHECK(parse_duration("1h") == 3600LL * 1'000'000'000);
  CHECK(parse_duration("7d") == 7LL * 86400 * 1'000'000'000);
  CHECK(parse_duration("0s") == 0);
}

TEST_CASE("what is no duration is refused") {
  for (const char* text : {"", "5", "s", "-1s", "+1s", "1.s", ".5s", "1 s", "1m", "1.5.5s", "1e3s",
                           "1sec", "9999d", "1.2345s", "99999999999999999999s", "3654d"}) {
    INFO(text);
    CHECK_FALSE(parse_duration(text));
  }
}

TEST_CASE("versions follow SemVer") {
  CHECK(parse_version("1.2.3")->numbers == std::array<std::uint32_t, 3>{1, 2, 3});
  CHECK(parse_version("1.0.0-rc.1+build.5")->prerelease == std::vector<std::string>{"rc", "1"});
  for (const char* text : {"", "1", "1.0", "v1.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0+",
                           "1.0.0.0", "1.-1.0", "1.0.9999999999", "1.0.0-a..b", " 1.0.0"}) {
    INFO(text);
    CHECK_FALSE(parse_version(text));
  }
}

TEST_CASE("version precedence is that of semver.org rule 11") {
  const char* const ordered[] = {"1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
                                 "1.0.0-beta",  "1.0.0-beta.2",  "1.0.0-beta.11",
                                 "1.0.0-rc.1",  "1.0.0",         "1.0.1",
                                 "1.10.0",      "2.0.0"};
  for (std::size_t i = 0; i + 1 < std::size(ordered); ++i) {
    INFO(ordered[i] << " < " << ordered[i + 1]);
    CHECK(is_older(*parse_version(ordered[i]), *parse_version(ordered[i + 1])));
    CHECK_FALSE(is_older(*parse_version(ordered[i + 1]), *parse_version(ordered[i])));
  }
  CHECK_FALSE(is_older(*parse_version("1.0.0+a"), *parse_version("1.0.0+b")));
}

TEST_CASE("the nearest word is found, an unrelated one is not") {
  const std::vector<std::string> known{"signature_header", "signature_prefix", "keys", "id"};
  CHECK(nearest("signature_heder", known) == "signature_header");
  CHECK(nearest("kesy", known) == "keys");
  CHECK_FALSE(nearest("transform", known));
  CHECK_FALSE(nearest(std::string(5000, 'x'), known));
  CHECK(did_you_mean("signature_prefiks", known) == "; did you mean \"signature_prefix\"?");
  CHECK(did_you_mean("completely", known).empty());
}

TEST_CASE("segments are cleaned so that no path can climb") {
  CHECK(clean_segment("  Check Out ") == "Check Out");
  CHECK(clean_segment("a/b\\c\x01") == "a_b_c_");
  CHECK(clean_segment("..").empty());
  CHECK(clean_segment(" . ").empty());
  CHECK(clean_path("/repos//acme/ api /") == "repos/acme/api");
  CHECK(clean_path("a/../b/./c") == "a/b/c");
  CHECK_FALSE(clean_path(""));
  CHECK_FALSE(clean_path("/ /../"));
  CHECK_FALSE(clean_path("bad\xFF"));
  CHECK(clean_path(std::string(512, 'a')));
  CHECK_FALSE(clean_path(std::string(513, 'a')));
}

TEST_CASE("is_within compares whole segments") {
  CHECK(is_within("repos", "repos"));
  CHECK(is_within("repos/acme", "repos"));
  CHECK_FALSE(is_within("repositories", "repos"));
  CHECK_FALSE(is_within("repo", "repos"));
}
