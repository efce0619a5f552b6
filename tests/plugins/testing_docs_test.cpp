// The code of docs/authors/testing.md and memory-rules.md, compiled and run. doc_snippets checks
// that each of their blocks is here, line by line.
#include <amfs/connector.hpp>
#include <amfs/testing.hpp>
#include <filesystem>
#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

using namespace amfs;           // NOLINT(google-build-using-namespace): as authors write
using namespace amfs::testing;  // NOLINT(google-build-using-namespace)

namespace {

class SlackThreads : public ConnectorABC {
 public:
  Results transform(const ConnectorEvent& event) override {
    if (event.event_type() == "busy" && event.attempt() == 1) throw Retry("busy");
    if (event.event_type() == "busy") return write(entity(), "busy-1", {{"status", "free"}});
    const Json payload = event.payload();
    const std::string channel = event.need("/channel");
    const std::string ts = event.need("/ts");
    const std::string root = payload["thread_ts"].str(ts);
    const std::string text = payload["text"].str();
    const std::string path = entity(channel);
    const std::string key = "thread-" + root;
    const auto before = read(path, key);
    Value thread = before ? before->value : Value{{"channel", channel}, {"root_ts", root}};
    Value& message = thread["messages"].upsert("ts", ts);
    message["text"] = clip(text, 2000);
    thread["messages"].keep_last(50);
    return write(path, key, std::move(thread)).memory_type(MemoryType::experience);
  }
  bool validate_signature(const SignatureCheck& check) override {
    return check.verify(Hmac::sha256, {"v0:", check.timestamp(), ":", check.body()});
  }
};

// fixtures/reply.json and golden/thread.json in a test folder of their own.
class TestFolder {
 public:
  TestFolder() {
    setenv("AMFS_TEST_DIR", dir_.path().c_str(), 1);
    put("fixtures", "reply.json", R"({"channel":"C1","ts":"2.0","thread_ts":"1.0","text":"yes"})");
    put("golden", "thread.json",
        R"({"channel":"C1","root_ts":"1.0","messages":[{"ts":"2.0","text":"yes"}]})");
  }
  ~TestFolder() { unsetenv("AMFS_TEST_DIR"); }

 private:
  void put(const std::string& folder, const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(dir_ / folder);
    std::ofstream(dir_ / folder + "/" + name) << text;
  }
  test::TempDir dir_;
};

}  // namespace

TEST_CASE_METHOD(TestFolder, "The first example of testing.md", "[docs]") {
  MockAMFS mock("comms/slack", R"({"channels":["C1"]})");  // default_entity_path and config
  auto connector = mock.load<SlackThreads>();  // or mock.load_library(AMFS_CONNECTOR_LIBRARY)
  auto out = mock.deliver(*connector, event_from("reply.json", "message"));
  CHECK(out.status == "written");
  CHECK(out.results[0].key() == "thread-1.0");
  CHECK(mock.read("comms/slack/C1", "thread-1.0")->value == golden("thread.json"));
  CHECK(mock.replay(*connector, out.event_id).status == "unchanged");
}

TEST_CASE("What the manifest says, in testing.md", "[docs]") {
  MockAMFS mock("comms/slack");
  mock.name("slack")                                  // manifest name, in event.connector()
      .env("AMFS_CONNECTOR_SLACK_REGION", "eu")       // variables with expose: true
      .memory_read(false)                             // permissions; reading is allowed by default
      .memory_write({"comms/slack", "comms/shared"})  // default: the default path
      .event_types({"message*", "app_mention"})       // others go raw unseen; default: all
      .retry(3, std::chrono::seconds(5), std::chrono::minutes(5));
  auto connector = mock.load<SlackThreads>();
  CHECK(mock.deliver(*connector, event("busy", "{}")).status == "raw");
}

TEST_CASE("Time in testing.md", "[docs]") {
  MockAMFS mock("comms/slack");
  auto connector = mock.load<SlackThreads>();
  CHECK(mock.deliver(*connector, event("busy", "{}")).status == "retry");
  mock.advance(std::chrono::seconds(5));
  CHECK(mock.run_due(*connector).at(0).status == "written");
}

TEST_CASE("Signatures in testing.md", "[docs]") {
  const std::string secret = "secret";
  const std::string body = "text=hello";
  const std::string timestamp = "1531420618";
  const std::string published =
      "v0=24dbc2dd9572fc59fe0715079a092b03c783f0a860c8e97512507abef87b95f1";
  SignatureRules rules;  // the same fields as `webhook:` in connector.yaml
  rules.prefix = "v0=";
  rules.signed_content = "v0:{timestamp}:{body}";
  CHECK(sign(rules, secret, {body, timestamp, ""}) == published);
  CHECK_FALSE(verify(rules, secret, {body + " ", timestamp, ""}, published));

  MockAMFS mock("comms/slack");
  auto connector = mock.load<SlackThreads>();
  SignatureRequest request;
  request.body = body;
  request.timestamp = timestamp;
  request.secrets = {"secret"};
  request.candidates = candidates(rules, sign(rules, "secret", {body, timestamp, ""}));
  CHECK(mock.validate_signature(*connector, request));
  for (const auto& forged : forgeries(request)) {
    CHECK_FALSE(mock.validate_signature(*connector, forged));
  }
}
