// GitHub: payloads that are wrong in one place; whatever comes out must keep the rules, and nothing
// may crash.
#include "tests/plugins/github_harness.hpp"
#include "tests/plugins/mutation.hpp"
#include "tests/plugins/result_rules.hpp"
#include "tests/support/catch.hpp"

namespace {

using amfs::Value;

constexpr std::size_t kRealDepth = 2;  // of real payloads, for the sake of time
constexpr std::size_t kOwnDepth = 8;

std::size_t check_all(harness::GitHub& github, const harness::EventFile& event, std::size_t depth,
                      const std::vector<Value>& with) {
  const auto payload = Value::parse(event.payload);
  REQUIRE(payload);
  return harness::mutate(*payload, depth, with, [&](const Value& mutated) {
    const harness::EventFile changed{event.name, event.event_type, "", mutated.dump()};
    const std::string broken = harness::broken_rule(github.transform(changed), "repos");
    if (!broken.empty())
      FAIL(event.name << ": " << broken << "\n" << changed.payload.substr(0, 4000));
  });
}

}  // namespace

TEST_CASE("Own fixtures, wrong in one place") {
  harness::GitHub github;
  std::size_t count = 0;
  for (const auto& event : harness::own_events("github")) {
    count += check_all(github, event, kOwnDepth, harness::wrong_values());
  }
  CHECK(count > 10000);
}

TEST_CASE("Own fixtures, one field huge") {
  harness::GitHub github;
  std::size_t count = 0;
  for (const auto& event : harness::own_events("github")) {
    count += check_all(github, event, kOwnDepth, harness::huge_values());
  }
  CHECK(count > 700);
}

TEST_CASE("Real payloads, wrong in one place") {
  const auto events = harness::real_events("github");
  if (!events) return;
  harness::GitHub github;
  const std::vector<Value> with = {Value::missing(), "", Value::array()};
  std::size_t count = 0;
  for (const auto& event : *events) {
    if (github.transform(event).results.empty()) continue;  // raw whatever it holds
    count += check_all(github, event, kRealDepth, with);
  }
  CHECK(count > 5000);
}

TEST_CASE("Own fixtures, cut off anywhere") {
  harness::GitHub github;
  for (const auto& event : harness::own_events("github")) {
    for (std::size_t size = 0; size + 1 < event.payload.size(); size += 7) {
      const auto out =
          github.transform({event.name, event.event_type, "", event.payload.substr(0, size)});
      REQUIRE(out.status == AMFS_UNMATCHED);
    }
  }
}
