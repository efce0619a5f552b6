// GitHub: payloads that are wrong in one place. Each field is taken away, made null, given another
// type, emptied or blown up; whatever comes out must keep the rules, and nothing may crash.
#include <functional>

#include "tests/plugins/github_harness.hpp"
#include "tests/plugins/result_rules.hpp"
#include "tests/support/catch.hpp"

namespace {

using amfs::Value;
using Change = std::function<void(const Value& mutated)>;

constexpr std::size_t kHugeText = 300 * 1024;  // more than a value may have
constexpr std::size_t kRealDepth = 2;          // of real payloads, for the sake of time
constexpr std::size_t kOwnDepth = 8;

const std::vector<Value>& replacements() {
  static const std::vector<Value> values = {Value::missing(),
                                            nullptr,
                                            "",
                                            "..",
                                            "a/../../b\\c\n",
                                            0,
                                            -1,
                                            1.5,
                                            true,
                                            Value::array(),
                                            Value::object(),
                                            Value::array({nullptr, 7, "x", Value::object()}),
                                            std::string("\xFF\xFE"),
                                            Value{{"x", nullptr}}};
  return values;
}

Value with_member(const Value& object, const std::string& name, Value value) {
  Value copy = object;
  copy[name] = std::move(value);
  return copy;
}

Value with_item(const Value& array, std::size_t index, const Value& value) {
  Value copy = Value::array();
  for (std::size_t i = 0; i < array.size(); ++i) {
    copy.push_back(i == index ? value : array.items()[i]);
  }
  return copy;
}

// Links that no connector reads; real payloads have hundreds.
bool is_unread(const std::string& name) {
  constexpr std::string_view kSuffix = "_url";
  return name != "html_url" && name.size() > kSuffix.size() &&
         name.compare(name.size() - kSuffix.size(), kSuffix.size(), kSuffix) == 0;
}

// Calls `change` with every version of `value` that differs in one place, down to `depth`.
void mutate(const Value& value, std::size_t depth, const std::vector<Value>& with,
            const Change& change) {
  for (const Value& replacement : with) change(replacement);
  if (depth == 0) return;
  for (const Value::Member& member : value.members()) {
    if (is_unread(member.name)) continue;
    mutate(member.value, depth - 1, with,
           [&](const Value& mutated) { change(with_member(value, member.name, mutated)); });
  }
  for (std::size_t i = 0; i < value.size() && value.is_array() && i < 2; ++i) {
    mutate(value.items()[i], depth - 1, with,
           [&](const Value& mutated) { change(with_item(value, i, mutated)); });
  }
}

std::size_t check_all(harness::GitHub& github, const harness::EventFile& event, std::size_t depth,
                      const std::vector<Value>& with) {
  const auto payload = Value::parse(event.payload);
  REQUIRE(payload);
  std::size_t count = 0;
  mutate(*payload, depth, with, [&](const Value& mutated) {
    ++count;
    const harness::EventFile changed{event.name, event.event_type, "", mutated.dump()};
    const std::string broken = harness::broken_rule(github.transform(changed), "repos");
    if (!broken.empty())
      FAIL(event.name << ": " << broken << "\n" << changed.payload.substr(0, 4000));
  });
  return count;
}

}  // namespace

TEST_CASE("Own fixtures, wrong in one place") {
  harness::GitHub github;
  std::size_t count = 0;
  for (const auto& event : harness::own_events("github")) {
    count += check_all(github, event, kOwnDepth, replacements());
  }
  CHECK(count > 10000);
}

TEST_CASE("Own fixtures, one field huge") {
  harness::GitHub github;
  const std::vector<Value> huge = {std::string(kHugeText, 'h')};
  std::size_t count = 0;
  for (const auto& event : harness::own_events("github")) {
    count += check_all(github, event, kOwnDepth, huge);
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
