// Event files, golden files, and how values are shown.
#include <amfs/testing.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/plugins/testing_failure.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

using namespace amfs::testing;  // NOLINT(google-build-using-namespace): as authors write
using amfs::Value;

namespace {

class Folder {
 public:
  Folder() { setenv("AMFS_TEST_DIR", dir_.path().c_str(), 1); }
  ~Folder() {
    unsetenv("AMFS_TEST_DIR");
    unsetenv("AMFS_UPDATE_GOLDEN");
  }
  void put(const std::string& name, const std::string& text) const {
    const std::filesystem::path file = std::filesystem::path(dir_.path()) / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }
  std::string get(const std::string& name) const {
    std::ifstream in(std::filesystem::path(dir_.path()) / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  test::TempDir dir_;
};

}  // namespace

TEST_CASE_METHOD(Folder, "A body alone keeps its bytes", "[files]") {
  put("fixtures/issues.opened.json", "{ \"a\" : 1 }\n");
  const Event plain = event_from("issues.opened.json");
  CHECK(plain.type == "issues.opened");
  CHECK(plain.body == "{ \"a\" : 1 }\n");
  CHECK(plain.content_type == "application/json");
  CHECK(plain.headers.empty());
  CHECK(event_from("issues.opened.json", "issues").type == "issues");

  put("fixtures/issues.opened.headers.json", R"({"X-Hook":"7","Content-Type":"text/json"})");
  const Event with = event_from("issues.opened.json");
  REQUIRE(with.headers.size() == 1);
  CHECK(with.headers[0].second == "7");
  CHECK(with.content_type == "text/json");
  put("fixtures/issues.opened.headers.json", R"({"X-Hook":7})");
  CHECK(fails_with([&] { (void)(event_from("issues.opened.json")); }, "X-Hook is no text"));
  put("fixtures/issues.opened.headers.json", "[");
  CHECK_THROWS_AS(event_from("issues.opened.json"), Failure);
}

TEST_CASE_METHOD(Folder, "The format of samples/ carries headers", "[files]") {
  put("samples/push.json", R"({"headers": {"X-Event": "push"}, "body": {"n": 1.50}})");
  const Event sample = event_from("samples/push.json");
  CHECK(sample.type == "push");
  CHECK(sample.body == R"({"n":1.50})");
  CHECK(sample.headers.at(0).first == "X-Event");
  put("fixtures/named.json", R"({"event_type": "message/bot", "body": []})");
  CHECK(event_from("named.json").type == "message/bot");
  // A payload that happens to have a "body" is a payload.
  put("fixtures/comment.json", R"({"body": "text", "id": 1})");
  CHECK(event_from("comment.json").body == R"({"body": "text", "id": 1})");
  put("fixtures/bad.json", R"({"headers": [], "body": {}})");
  CHECK_THROWS_AS(event_from("bad.json"), Failure);
  CHECK(fails_with([&] { (void)(event_from("missing.json")); }, "AMFS_TEST_DIR"));
}

TEST_CASE_METHOD(Folder, "The shipped samples are events", "[files]") {
  const auto samples = std::filesystem::path(AMFS_MANIFESTS_DIR) / "github" / "samples";
  const Event sample = event_from(samples / "pull_request.closed.json");
  CHECK(sample.type == "pull_request.closed");
  CHECK(sample.headers.at(0).second == "pull_request");
  CHECK(Value::parse(sample.body)->get("action").str() == "closed");
}

TEST_CASE_METHOD(Folder, "Golden files are compared, and written on request", "[files]") {
  const Value value{{"b", 1}, {"list", Value::array({"x", {{"y", nullptr}}})}};
  CHECK(fails_with([&] { (void)(value == golden("v.json")); }, "AMFS_UPDATE_GOLDEN=1"));
  setenv("AMFS_UPDATE_GOLDEN", "1", 1);
  CHECK(value == golden("v.json"));
  unsetenv("AMFS_UPDATE_GOLDEN");
  CHECK(get("golden/v.json") ==
        "{\n  \"b\": 1,\n  \"list\": [\n    \"x\",\n    {\n      \"y\": null\n    }\n  ]\n}\n");
  CHECK(value == golden("v.json"));
  CHECK(golden("v.json") == value);
  Value other = value;
  other["b"] = 2;
  other["more"] = true;
  const Golden kept = golden("v.json");
  CHECK(other != kept);
  std::ostringstream shown;
  shown << kept;
  CHECK(shown.str().find("/b: expected 1, got 2\n") != std::string::npos);
  CHECK(shown.str().find("/more: expected nothing, got true\n") != std::string::npos);
  put("golden/v.json", "{");
  CHECK(fails_with([&] { (void)(value == golden("v.json")); }, "is not JSON"));
}

TEST_CASE("Differences name the place", "[files]") {
  const auto parse = [](const char* text) { return Value::parse(text).value(); };
  CHECK(differences(parse("[1,2]"), parse("[1,2]")).empty());
  CHECK(differences(parse("[1,2]"), parse("[1]")) == "  /1: expected 2, got nothing\n");
  CHECK(differences(parse("1"), parse("{}")) == "  the whole: expected 1, got {}\n");
  Value long_list;
  for (int i = 0; i < 25; ++i) long_list.push_back(i);
  CHECK(differences(Value::array(), long_list).find("and 5 more") != std::string::npos);
  CHECK(pretty(parse("{\"a\":{},\"b\":[],\"c\":\"\\n\"}")) ==
        "{\n  \"a\": {},\n  \"b\": [],\n  \"c\": \"\\n\"\n}");
}
