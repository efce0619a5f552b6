// Slack: real payloads from $AMFS_FIXTURES_DIR, and events that are wrong in one place.
#include <map>

#include "tests/plugins/mutation.hpp"
#include "tests/plugins/result_rules.hpp"
#include "tests/plugins/rig_checks.hpp"
#include "tests/support/catch.hpp"

using harness::Rig;

namespace {

// The real payloads' keys; expected.csv has none. What is not here stays raw.
const std::map<std::string, std::string> kKeys = {
    {"slack/boltpython.app_mention.json", "thread-1595926230.009600"},
    {"slack/boltpython.bot_message.json", "thread-1610261539.000900"},
    {"slack/boltpython.message_changed.json", "thread-1665102338.901939"},
    {"slack/boltpython.message_deleted.json", "thread-1665368619.804829"},
    {"slack/boltpython.message_thread_broadcast.json", "thread-1633663824.000500"},
    {"slack/boltpython.org_message.json", "thread-1606810819.000800"},
    {"slack/boltpython.reaction_added.json", "thread-1599529504.000400"},
    {"slack/boltpython.user_message.json", "thread-1610261659.001400"},
    {"slack/zulip.app_rate_limited.json", "rate-limit-T123ABC456"},
    {"slack/zulip.message_from_slack_integration_bot.json", "thread-1723609070.703489"},
    {"slack/zulip.message_with_code_block.json", "thread-1719211888.680799"},
    {"slack/zulip.message_with_normal_text.json", "thread-1719209506.817929"},
};

}  // namespace

TEST_CASE("Slack: real payloads") {
  const auto events = harness::real_events("slack");
  if (!events) return;
  REQUIRE(events->size() >= 14);
  std::size_t written = 0;
  for (const auto& event : *events) {
    CAPTURE(event.name);
    Rig rig("slack");
    const harness::Sent sent{event.payload, {}};
    const auto identity = rig.identify(sent);
    CHECK(identity.event_type == event.event_type);
    CHECK(identity.delivery_id == event.delivery_id);
    CHECK(identity.handshake.has_value() == (event.event_type == "url_verification"));
    const auto out = rig.send(sent);
    const auto key = kKeys.find(event.name);
    REQUIRE(out.results.size() == (key == kKeys.end() ? 0 : 1));
    if (out.results.empty()) {
      CHECK(identity.raw_path == "comms/slack");
      continue;
    }
    ++written;
    CHECK(out.results[0].key == key->second);
    CHECK(out.results[0].entity_path ==
          (event.entity_path.empty() ? "comms/slack/_workspace" : event.entity_path));
    CHECK_FALSE(out.results[0].value().get("title").str().empty());
  }
  CHECK(written == kKeys.size());
}

TEST_CASE("Slack: wrong in one place") {
  Rig empty("slack");
  Rig filled("slack");
  const auto events = harness::own_events("slack");
  for (const auto& event : events) filled.send(harness::sent_of("slack", event));
  std::size_t count = 0;
  for (const auto& event : events) {
    count += harness::check_wrong_payloads(empty, event, 8, harness::wrong_values());
    count += harness::check_wrong_payloads(filled, event, 8, harness::huge_values());
    if (empty.identify(harness::sent_of("slack", event)).handled) {
      harness::check_cut_payloads(empty, event);
    }
  }
  CHECK(count > 10000);
}

TEST_CASE("Slack: real payloads, wrong in one place") {
  const auto events = harness::real_events("slack");
  if (!events) return;
  Rig rig("slack");
  std::size_t count = 0;
  for (const auto& event : *events) {
    count += harness::check_wrong_payloads(rig, event, 8, harness::wrong_values());
  }
  CHECK(count > 5000);
}

TEST_CASE("Slack: what is stored is wrong in one place") {
  Rig rig("slack");
  std::vector<harness::EventFile> events;
  for (const char* name : {"message", "message.reply", "reaction_added", "message.message_changed",
                           "message.message_deleted", "message.thread_broadcast"}) {
    events.push_back(harness::own_event("slack", std::string(name) + ".json"));
  }
  for (std::size_t i = 0; i < 3; ++i) rig.send(harness::sent_of("slack", events[i]));
  std::size_t count = harness::check_wrong_memory(rig, events, 6, harness::wrong_values());
  count += harness::check_wrong_memory(rig, events, 3, harness::huge_values());
  CHECK(count > 2000);
}
