// index.json: round trip, order, and that one wrong member refuses it as a whole.
#include "host/bundle/registry_index.hpp"

#include "tests/support/catch.hpp"

using namespace host::bundle;  // NOLINT(google-build-using-namespace)

namespace {

const std::string kVersion =
    R"({"version":"1.0.0","os":"linux","arch":"x86_64","file":"a.amfsc","sha256":")" +
    std::string(64, 'a') + R"(","size":7,"min_amfs_version":"","abi":"0.9"})";

std::string index_with(const std::string& version, const std::string& name = "acme") {
  return R"({"format":1,"connectors":[{"name":")" + name +
         R"(","description":"d","author":"a","license":"l","versions":[)" + version + "]}]}\n";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

IndexVersion version_of(const std::string& text, Platform platform = {"linux", "x86_64"}) {
  IndexVersion out;
  out.version = host::config::parse_version(text).value();
  out.platform = std::move(platform);
  out.file = text + ".amfsc";
  out.sha256 = std::string(64, 'b');
  out.size = 1;
  return out;
}

}  // namespace

TEST_CASE("an index comes back as it was written") {
  const auto index = parse_index(index_with(kVersion), "index.json");
  REQUIRE(index.has_value());
  CHECK(to_json(*index) == index_with(kVersion));
  CHECK(index->names() == std::vector<std::string>{"acme"});
  CHECK(index->find("acme")->versions.front().size == 7);
  CHECK(index->find("acm") == nullptr);
}

TEST_CASE("members of later formats are left alone") {
  const std::string signed_version =
      replaced(kVersion, R"("size":7)", R"("signature":"x","size":7)");
  const std::string text =
      replaced(index_with(signed_version), R"("format":1)", R"("format":1,"signatures":[{}])");
  const auto index = parse_index(text, "index.json");
  REQUIRE(index.has_value());
  CHECK(to_json(*index) == index_with(kVersion));
}

TEST_CASE("one wrong member refuses the index, with its place") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {R"("version":"1.0.0")", R"("version":"1.0")"},
      {R"("version":"1.0.0")", R"("version":1)"},
      {R"("file":"a.amfsc")", R"("file":"../a.amfsc")"},
      {R"("file":"a.amfsc")", R"("file":"/a.amfsc")"},
      {R"("file":"a.amfsc")", R"("file":"b/a.amfsc")"},
      {R"("file":"a.amfsc")", R"("file":"https://evil/a")"},
      {R"("file":"a.amfsc")", R"("file":"")"},
      {R"("sha256":"aa)", R"("sha256":"Aa)"},
      {R"("sha256":"aa)", R"("sha256":"a)"},
      {R"("size":7)", R"("size":0)"},
      {R"("size":7)", R"("size":-1)"},
      {R"("size":7)", R"("size":67108865)"},
      {R"("size":7)", R"("size":"7")"},
      {R"("abi":"0.9")", R"("abi":"0")"},
      {R"("abi":"0.9")", R"("abi":"0.9x")"},
      {R"(,"abi":"0.9")", ""},
      {R"("min_amfs_version":"")", R"("min_amfs_version":"soon")"},
      {R"("os":"linux",)", ""},
      {R"("os":"linux")", R"("os":"LINUX\n")"},
      {R"("arch":"x86_64")", R"("arch":"")"}};
  for (const auto& [from, to] : cases) {
    INFO(to);
    const auto index = parse_index(index_with(replaced(kVersion, from, to)), "/srv/index.json");
    REQUIRE_FALSE(index.has_value());
    CHECK(index.error().code == "registry_invalid");
    CHECK(index.error().message.rfind("/srv/index.json: connector \"acme\": ", 0) == 0);
  }
}

TEST_CASE("texts that are no index") {
  const std::string one = index_with(kVersion);
  const std::vector<std::string> cases{
      "",
      "[]",
      "{}",
      R"({"format":1})",
      R"({"format":1,"connectors":{}})",
      R"({"format":1,"connectors":[7]})",
      R"({"format":1,"connectors":[{"name":"a"}]})",
      index_with(kVersion, "a\\nb"),
      index_with(kVersion, "../a"),
      index_with(kVersion, ""),
      std::string(100000, '['),
      "{\"format\":1,\"connectors\":[\"\xff\"]}",
      replaced(one, R"("versions":[)", R"("versions":7,"x":[)"),
      // The same connector twice.
      replaced(one, "]}\n", "," + one.substr(one.find(R"({"name")"))),
  };
  for (const std::string& text : cases) {
    INFO(text.substr(0, 200));
    CHECK_FALSE(parse_index(text, "index.json").has_value());
  }
  const auto later = parse_index(R"({"format":2,"connectors":[]})", "index.json");
  REQUIRE_FALSE(later.has_value());
  CHECK(later.error().message.find("update amfs") != std::string::npos);
}

TEST_CASE("versions are kept newest first, connectors by name, texts from the newest") {
  Index index;
  index.put({"beta", "b", "", "", {}}, version_of("1.0.0"));
  index.put({"acme", "old", "", "", {}}, version_of("1.9.0"));
  index.put({"acme", "new", "", "", {}}, version_of("1.10.0"));
  index.put({"acme", "older", "", "", {}}, version_of("1.10.0-rc.1"));
  index.put({"acme", "again", "", "", {}}, version_of("1.10.0", {"linux", "aarch64"}));
  CHECK(index.names() == std::vector<std::string>{"acme", "beta"});
  std::vector<std::string> order;
  for (const auto& item : index.find("acme")->versions)
    order.push_back(item.version.text + " " + item.platform.arch);
  CHECK(order == std::vector<std::string>{"1.10.0 aarch64", "1.10.0 x86_64", "1.10.0-rc.1 x86_64",
                                          "1.9.0 x86_64"});
  CHECK(index.find("acme")->description == "again");

  IndexVersion better = version_of("1.9.0");
  better.size = 99;
  index.put({"acme", "ignored", "", "", {}}, better);
  CHECK(index.find("acme")->versions.size() == 4);
  CHECK(index.find("acme")->versions.back().size == 99);
  CHECK(index.find("acme")->description == "again");
}
