// P1 and P2 on the real host with the real GitHub connector: threads deliver, the host is killed
// with SIGKILL again and again; at the end every acknowledged delivery is there exactly once, with
// its entry, and nothing else is.
//
// SIGKILL does not lose what the kernel has: power_loss_test is about what a disk loses.
#include <array>
#include <vector>

#include "tests/crash/crashing_host.hpp"
#include "tests/crash/host_reader.hpp"
#include "tests/crash/store_audit.hpp"
#include "tests/crash/stubborn_sender.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/json.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

constexpr int kSenders = 8;
constexpr int kAcksMax = 250;    // between two kills
constexpr int kResendOneIn = 8;  // an acknowledged delivery comes again
constexpr int kNumbersPerSender = 1'000'000;
constexpr const char* kSecret = "crash-test-secret";

struct Kind {
  const char* event;       // X-GitHub-Event
  const char* member;      // of the body that holds number and title
  const char* key_prefix;  // of its entry
  const char* outcome;
};

constexpr std::array<Kind, 3> kKinds{{{"issues", "issue", "issue-", "written"},
                                      {"pull_request", "pull_request", "pr-", "written"},
                                      {"star", "star", nullptr, "raw"}}};  // not in the manifest

struct Sent {
  crash::Delivery delivery;
  std::string delivery_id;
  std::string repository;
  int number = 0;
  const Kind* kind = nullptr;

  std::string entity_path() const { return "repos/" + repository; }
  std::string key() const {
    if (kind->key_prefix == nullptr)
      return std::string(kind->event) + ".opened-" + delivery.event_id;
    return kind->key_prefix + std::to_string(number);
  }
};

// The `index`-th delivery of a sender: its own number, so its own entry.
Sent make_delivery(int sender, int index) {
  Sent sent;
  sent.kind = &kKinds[static_cast<std::size_t>(index) % kKinds.size()];
  sent.number = sender * kNumbersPerSender + index;
  sent.delivery_id = "crash-" + std::to_string(sender) + "-" + std::to_string(index);
  sent.repository = "acme/shop-" + std::to_string(sender % 3);
  sent.delivery.body =
      R"({"action":"opened",")" + std::string(sent.kind->member) + R"(":{"number":)" +
      std::to_string(sent.number) + R"(,"title":"Delivery )" + sent.delivery_id +
      R"(","state":"open","updated_at":"2026-01-02T03:04:05Z",)" +
      R"("user":{"login":"octocat"},"labels":[{"name":"bug"}]},"repository":)" +
      R"({"full_name":")" + sent.repository + R"("},"sender":{"login":"octocat"}})";
  sent.delivery.headers =
      test::github_headers(kSecret, sent.kind->event, sent.delivery_id, sent.delivery.body);
  return sent;
}

// Delivers new ones, and now and then an old one again, until the last kill.
void send_until_over(crash::CrashingHost& host, int sender, std::uint64_t seed,
                     std::vector<Sent>& sent) {
  crash::Chance chance(seed + static_cast<std::uint64_t>(sender) + 1);
  crash::StubbornSender stubborn(host, "github");
  while (!host.has_survived()) {
    sent.push_back(make_delivery(sender, static_cast<int>(sent.size())));
    stubborn.deliver(sent.back().delivery);
    if (!chance.one_in(kResendOneIn)) continue;
    const int old = chance.between(0, static_cast<int>(sent.size()) - 1);
    stubborn.deliver(sent[static_cast<std::size_t>(old)].delivery);
  }
}

void check_event(crash::HostReader& reader, const Sent& sent) {
  const auto event = reader.get("/events/" + sent.delivery.event_id);
  REQUIRE(test::text_member(event, "state") == "done");
  REQUIRE(test::text_member(event, "outcome") == sent.kind->outcome);
  REQUIRE(event["results"].Size() == 1);
  const auto& result = event["results"][0];
  REQUIRE(test::text_member(result, "entity_path") == sent.entity_path());
  REQUIRE(test::text_member(result, "key") == sent.key());
  REQUIRE(result["version"].GetInt64() == 1);
}

void check_entry(crash::HostReader& reader, const Sent& sent) {
  const auto history = reader.get("/history/" + sent.entity_path() + "/" + sent.key());
  REQUIRE(history["version_count"].GetInt64() == 1);
  const auto& version = history["versions"][0];
  REQUIRE(version["current"].GetBool());
  REQUIRE(test::text_member(version["provenance"], "event_id") == sent.delivery.event_id);
  REQUIRE(test::text_member(version["provenance"], "agent_id") == "webhook/github");
  if (sent.kind->key_prefix != nullptr) {
    REQUIRE(test::text_member(version["value"], "title") == "Delivery " + sent.delivery_id);
  } else {
    REQUIRE(test::text_member(version["value"], "delivery_id") == sent.delivery_id);
  }
}

std::size_t check_all(crash::HostReader& reader, const std::vector<std::vector<Sent>>& senders) {
  const auto listed = reader.events_by_delivery("github");
  std::size_t total = 0;
  for (const auto& sent_by_one : senders) {
    for (const Sent& sent : sent_by_one) {
      INFO(sent.delivery_id << ", acknowledged as " << sent.delivery.event_id);
      const auto found = listed.find(sent.delivery_id);
      REQUIRE(found != listed.end());
      REQUIRE(found->second == sent.delivery.event_id);
      check_event(reader, sent);
      check_entry(reader, sent);
      ++total;
    }
  }
  REQUIRE(listed.size() == total);
  REQUIRE(reader.version_total() == static_cast<std::int64_t>(total));
  return total;
}

}  // namespace

TEST_CASE("every acknowledged delivery is there exactly once after SIGKILLs") {
  const test::TempDir directory;
  const std::uint64_t seed = crash::choose_seed("delivery");
  crash::Chance chance(seed);
  const int rounds = crash::rounds();
  test::HostOptions options;
  options.data_dir = directory / "data";
  options.plugins_dir = directory / "none";  // the GitHub connector is built in
  options.environment = {{"AMFS_CONNECTOR_GITHUB_SECRET", kSecret}};

  crash::CrashingHost host(options, chance);
  std::vector<std::vector<Sent>> sent(kSenders);
  crash::deliver_under_fire(host, kSenders, rounds, kAcksMax, [&](int sender) {
    send_until_over(host, sender, seed, sent[static_cast<std::size_t>(sender)]);
  });

  std::size_t total = 0;
  {
    crash::HostReader reader(host.process());
    const crash::EventCounts counts = reader.wait_until_settled();
    CHECK(counts.dead == 0);
    CHECK(counts.retrying == 0);
    total = check_all(reader, sent);
    REQUIRE(counts.received == static_cast<std::int64_t>(total));
  }
  REQUIRE(host.process().stop() == 0);
  REQUIRE(crash::StoreAudit(options.data_dir + "/amfs.db").faults() == std::vector<std::string>{});
  WARN("delivery: " << rounds << " kills, " << host.acks() << " acknowledgements of " << total
                    << " deliveries, each there exactly once");
}
