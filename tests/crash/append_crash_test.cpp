// No lost update and no double effect: threads append to lists through a connector that reads, adds
// and writes (tests/connectors/append, which is not idempotent), while the host is killed with
// SIGKILL. Every item must end in its list exactly once, in one version of its own.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <vector>

#include "tests/crash/crashing_host.hpp"
#include "tests/crash/host_reader.hpp"
#include "tests/crash/stubborn_sender.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/json.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

constexpr int kSenders = 4;
constexpr int kItems = 320;
constexpr int kColdKeys = 4;
constexpr int kRoundsMax = 8;                             // what kItems are enough for
constexpr int kAcksMax = kItems / kRoundsMax - kSenders;  // so that kills hit while items remain
constexpr int kResendOneIn = 4;
constexpr const char* kHotKey = "hot";  // every other item, from all threads
constexpr const char* kSecret = "append-test-secret";

std::string key_of(int item) {
  return item % 2 == 0 ? kHotKey : "cold-" + std::to_string(item / 2 % kColdKeys);
}

// The id is in the body, so the signature covers it.
crash::Delivery make_delivery(int item) {
  crash::Delivery delivery;
  const std::string name = "item-" + std::to_string(item);
  delivery.body = R"({"id":"delivery-)" + name + R"(","key":")" + key_of(item) + R"(","item":")" +
                  name + R"("})";
  delivery.headers = test::test_connector_headers(kSecret, delivery.body);
  return delivery;
}

// The sender's share of the items, and now and then an earlier one again. What is left of the kills
// when the items are through is worked off with repeats alone.
void append_share(crash::CrashingHost& host, int sender, std::uint64_t seed) {
  crash::Chance chance(seed + static_cast<std::uint64_t>(sender) + 1);
  crash::StubbornSender stubborn(host, "append");
  std::vector<crash::Delivery> sent;
  const auto resend_one = [&] {
    const int old = chance.between(0, static_cast<int>(sent.size()) - 1);
    stubborn.deliver(sent[static_cast<std::size_t>(old)]);
  };
  for (int item = sender; item < kItems; item += kSenders) {
    sent.push_back(make_delivery(item));
    stubborn.deliver(sent.back());
    if (chance.one_in(kResendOneIn)) resend_one();
  }
  while (!host.has_survived()) resend_one();
}

void check_list(crash::HostReader& reader, const std::string& key,
                const std::multiset<std::string>& expected) {
  INFO(key);
  const auto entry = reader.get("/entries/append/list/" + key);
  REQUIRE(entry.HasMember("value"));
  std::multiset<std::string> items;
  for (const auto& item : entry["value"]["items"].GetArray()) items.insert(item.GetString());
  REQUIRE(items == expected);
  REQUIRE(entry["version"].GetInt64() == static_cast<std::int64_t>(expected.size()));
  const auto history = reader.get("/history/append/list/" + key);
  REQUIRE(history["version_count"].GetInt64() == static_cast<std::int64_t>(expected.size()));
}

}  // namespace

TEST_CASE("concurrent appends to one key are neither lost nor doubled by SIGKILLs") {
  const test::TempDir directory;
  const std::uint64_t seed = crash::choose_seed("append");
  crash::Chance chance(seed);
  const int rounds = std::min(crash::rounds(), kRoundsMax);
  std::filesystem::create_directories(directory / "plugins");
  std::filesystem::copy(test::test_connectors_dir() + "/append", directory / "plugins/append");
  test::HostOptions options;
  options.data_dir = directory / "data";
  options.plugins_dir = directory / "plugins";
  options.environment = {{"AMFS_CONNECTOR_APPEND_SECRET", kSecret}};

  crash::CrashingHost host(options, chance);
  crash::deliver_under_fire(host, kSenders, rounds, kAcksMax,
                            [&](int sender) { append_share(host, sender, seed); });

  std::map<std::string, std::multiset<std::string>> expected;
  for (int item = 0; item < kItems; ++item) {
    expected[key_of(item)].insert("item-" + std::to_string(item));
  }
  crash::HostReader reader(host.process());
  const crash::EventCounts counts = reader.wait_until_settled();
  CHECK(counts.dead == 0);
  REQUIRE(counts.received == kItems);
  REQUIRE(reader.events_by_delivery("append").size() == kItems);
  REQUIRE(reader.version_total() == kItems);
  for (const auto& [key, items] : expected) check_list(reader, key, items);
  REQUIRE(host.process().stop() == 0);
  WARN("append: " << rounds << " kills, " << host.acks() << " acknowledgements of " << kItems
                  << " appends, none lost, none doubled");
}
