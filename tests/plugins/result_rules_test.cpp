// The rules that other tests rely on: each one fires, and a good result passes.
#include "tests/plugins/result_rules.hpp"

#include "tests/support/catch.hpp"

namespace {

harness::Emitted good() {
  harness::Emitted result;
  result.operation = AMFS_OP_WRITE;
  result.entity_path = "repos/acme/api";
  result.key = "pr-7";
  result.value_json = R"({"status":"open","last_event":"x"})";
  result.pattern_refs = {"github:pr:acme/api#7"};
  return result;
}

template <class Change>
std::string broken_after(Change&& change) {
  harness::Emitted result = good();
  change(result);
  return harness::broken_rule(result, "repos");
}

}  // namespace

TEST_CASE("Result rules fire and stay silent") {
  CHECK(harness::broken_rule(good(), "repos") == "");
  CHECK(harness::broken_rule(good(), "other") != "");
  for (const char* path : {"", "repos", "repos//x", "repos/../x", "repos/ x", "repos/x/",
                           "reposx/a", "repos/a\\b", "repos/a\nb", "repos/\xFF"}) {
    CAPTURE(path);
    CHECK(broken_after([&](auto& result) { result.entity_path = path; }) != "");
  }
  CHECK(broken_after([](auto& result) { result.entity_path = "repos/" + std::string(512, 'x'); }) !=
        "");
  for (const std::string& key : {std::string(), std::string("pr-"), std::string("a/b"),
                                 std::string("a\nb"), std::string("\xFF"), std::string(257, 'k')}) {
    CAPTURE(key);
    CHECK(broken_after([&](auto& result) { result.key = key; }) != "");
  }
  for (const char* value : {"", "[]", "{", R"({"status":"open"})", R"({"last_event":"x"})"}) {
    CAPTURE(value);
    CHECK(broken_after([&](auto& result) { result.value_json = value; }) != "");
  }
  CHECK(broken_after([](auto& result) { result.confidence = 1.5; }) != "");
  CHECK(broken_after([](auto& result) { result.pattern_refs = {""}; }) != "");
  CHECK(broken_after([](auto& result) { result.operation = 9; }) != "");

  harness::Outcome outcome;
  CHECK(harness::broken_rule(outcome, "repos") == "");
  outcome.status = AMFS_INTERNAL;
  CHECK(harness::broken_rule(outcome, "repos") != "");
  outcome.status = AMFS_OK;
  outcome.violations = {"emit after the call"};
  CHECK(harness::broken_rule(outcome, "repos") != "");
}
