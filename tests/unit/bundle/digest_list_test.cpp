// MANIFEST.sha256: one form, readable by sha256sum.
#include "host/bundle/digest_list.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/bundle/sample_bundle.hpp"

using namespace host::bundle;  // NOLINT(google-build-using-namespace)

namespace {

const std::string kList =
    "# amfs-bundle 1\n# name: acme\n# version: 1.0.0\n# platform: linux-x86_64\n"
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  LICENSE\n"
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  samples/a.json\n";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("the list of known files") {
  const FileSet files{{"LICENSE", "abc"}, {"samples/a.json", ""}};
  const auto list = make_digest_list("acme", "1.0.0", {"linux", "x86_64"}, files);
  CHECK(to_text(list) == kList);
  const auto parsed = parse_digest_list(kList);
  REQUIRE(parsed.has_value());
  CHECK(parsed->name == "acme");
  CHECK(parsed->version == "1.0.0");
  CHECK(parsed->platform.text() == "linux-x86_64");
  CHECK(parsed->digests == list.digests);
  CHECK(check_digests(*parsed, files).has_value());
}

TEST_CASE("every other form is refused") {
  const std::string line = kList.substr(kList.find("ba78"), 75);
  const std::vector<std::string> cases{"",
                                       "\n" + kList,
                                       kList + "\n",
                                       kList + line,
                                       kList.substr(0, kList.size() - 1),
                                       replaced(kList, "# name", "# Name"),
                                       replaced(kList, "# version: 1.0.0\n", ""),
                                       replaced(kList, "  LICENSE", " *LICENSE"),
                                       replaced(kList, "  LICENSE", "  ../LICENSE"),
                                       replaced(kList, "ba7816", "BA7816x"),
                                       replaced(kList, "\n# name", "\r\n# name"),
                                       replaced(kList, "LICENSE", "zzz"),  // no longer in order
                                       std::string(kMaxDigestListBytes + 1, '#')};
  for (const std::string& text : cases) {
    INFO(text.substr(0, 300));
    const auto parsed = parse_digest_list(text);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().code == "bundle_invalid");
  }
}

TEST_CASE("a later format asks for a later amfs") {
  const auto parsed = parse_digest_list(replaced(kList, "bundle 1", "bundle 2"));
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().message.find("update amfs") != std::string::npos);
}
