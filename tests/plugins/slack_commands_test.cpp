// Slack: commands, interactivity, what is about the workspace, and what the operator leaves out.
#include "host/json/payload.hpp"
#include "tests/plugins/rig_checks.hpp"
#include "tests/support/catch.hpp"

using amfs::Value;
using harness::changed;
using harness::own_event;
using harness::Rig;
using harness::Sent;

namespace {

harness::EventFile fixture(const std::string& name) { return own_event("slack", name + ".json"); }

harness::Emitted only_result(const std::string& name) {
  Rig rig("slack");
  const auto out = harness::send(rig, name);
  REQUIRE(out.results.size() == 1);
  return out.results[0];
}

}  // namespace

TEST_CASE("A slash command, as the form Slack sends") {
  const std::string form =
      "token=secret-token&team_id=T0ACME001&channel_id=C0PAYMENT&channel_name=payments&user_id="
      "U0ADA0001&user_name=ada&command=%2Fdeploy&text=shop+2.7.1&response_url=https%3A%2F%2Fhooks"
      "&trigger_id=13345224609.738474920.aa";
  const auto payload = host::json::payload_of("application/x-www-form-urlencoded", form);
  Rig rig("slack");
  const Sent sent{payload.json, {}};
  CHECK(rig.identify(sent).event_type == "slash_command");
  const auto out = rig.send(sent);
  REQUIRE(out.results.size() == 1);
  CHECK(out.results[0].entity_path == "comms/slack/C0PAYMENT");
  CHECK(out.results[0].key == "command-13345224609.738474920.aa");
  CHECK(out.results[0].confidence == 0.5);
  CHECK(out.results[0].memory_type == AMFS_MEMORY_EXPERIENCE);
  CHECK(out.results[0].summary == "ada ran /deploy shop 2.7.1");
  CHECK(out.results[0].value_json.find("secret-token") == std::string::npos);
  CHECK(out.results[0].value_json.find("hooks") == std::string::npos);
}

TEST_CASE("Interactivity: what was used, by whom, on which message") {
  const auto button = only_result("block_actions");
  CHECK(button.entity_path == "comms/slack/C0PAYMENT");
  CHECK(button.key == "command-12466734323.1395872398.a0");
  CHECK(button.value().get("about").str() == "thread-1789898400.000100");
  CHECK(button.value().get("actions").get(0).get("value").str() == "shop-2.7.1");
  CHECK(button.summary == "ada used block_actions rollback");
  CHECK(button.value_json.find("hooks") == std::string::npos);
  // On a reply: the thread, not the message.
  CHECK(only_result("message_action").value().get("about").str() == "thread-1789898400.000100");
  const auto dialog = only_result("view_submission");
  CHECK(dialog.entity_path == "comms/slack/_workspace");
  CHECK(dialog.value().get("inputs").get(1).get("value").str() == "high");
  CHECK(dialog.value().get("inputs").get(2).get("value").dump() == R"(["payments","checkout"])");
  CHECK(only_result("shortcut").value().get("callback_id").str() == "new_incident");
  Rig rig("slack");
  CHECK(rig.send({fixture("block_suggestion").payload, {}}).status == AMFS_SKIP);
}

TEST_CASE("A rate limit is remembered as a gap") {
  const auto limit = only_result("app_rate_limited");
  CHECK(limit.entity_path == "comms/slack/_workspace");
  CHECK(limit.key == "rate-limit-T0ACME001");
  CHECK(limit.value().get("minute").str() == "2026-09-20T10:00:00.000Z");
  CHECK(limit.value().get("severity").str() == "warning");
}

TEST_CASE("Handshakes are answered by the manifest") {
  Rig rig("slack");
  const auto challenge = rig.identify({fixture("url_verification").payload, {}}).handshake;
  REQUIRE(challenge);
  CHECK(challenge->body == "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P");
  CHECK(challenge->content_type == "text/plain");
  CHECK(rig.identify({fixture("ssl_check").payload, {}}).handshake.has_value());
  // Nothing but harmless characters comes back.
  const Value evil = changed(fixture("url_verification"), {"challenge"}, "<script>");
  CHECK(rig.identify({evil.dump(), {}}).handshake->body.empty());
}

TEST_CASE("Only monitored channels write") {
  const std::string config = R"({"channels":["C0OTHER"]})";
  for (const char* name :
       {"message", "app_mention", "reaction_added", "slash_command", "block_actions"}) {
    CAPTURE(name);
    Rig rig("slack", config);
    CHECK(rig.send({fixture(name).payload, {}}).status == AMFS_SKIP);
    Rig listening("slack", R"({"channels":["C0OTHER","C0PAYMENT"]})");
    CHECK(listening.send({fixture(name).payload, {}}).results.size() == 1);
  }
  Rig rig("slack", config);
  CHECK(rig.send({fixture("view_submission").payload, {}}).results.size() == 1);
  CHECK(Rig("slack", R"({"channels":"C1"})").created().status == AMFS_BAD_CONFIG);
  CHECK(Rig("slack", R"({"channels":[1]})").created().status == AMFS_BAD_CONFIG);
}

TEST_CASE("Texts can be kept out of memory") {
  Rig rig("slack", R"({"text_characters":0})");
  for (const char* name : {"message", "message.reply", "message.message_changed", "slash_command",
                           "view_submission"}) {
    CAPTURE(name);
    const auto out = rig.send({fixture(name).payload, {}});
    REQUIRE(out.results.size() == 1);
    for (const char* text : {"Card payments", "gateway", "shop 2.7.1"}) {
      CHECK(out.results[0].value_json.find(text) == std::string::npos);
      CHECK(out.results[0].summary.find(text) == std::string::npos);
    }
  }
}

TEST_CASE("Without a channel, a message or a trigger the event stays raw") {
  Rig rig("slack");
  const auto status = [&](const char* name, const std::vector<std::string>& path,
                          const Value& value) {
    const Sent sent{changed(fixture(name), path, value).dump(), {}};
    return rig.transform(sent).status;
  };
  CHECK(status("message", {"event", "channel"}, Value::missing()) == AMFS_UNMATCHED);
  CHECK(status("message", {"event", "channel"}, "..") == AMFS_UNMATCHED);
  CHECK(status("message", {"event", "ts"}, "now") == AMFS_UNMATCHED);
  CHECK(status("message", {"event", "ts"}, "1/../2") == AMFS_UNMATCHED);
  CHECK(status("reaction_added", {"event", "item"}, Value{{"type", "file"}}) == AMFS_UNMATCHED);
  CHECK(status("slash_command", {"trigger_id"}, "") == AMFS_UNMATCHED);
  CHECK(status("slash_command", {"command"}, Value::missing()) == AMFS_UNMATCHED);
  CHECK(status("app_rate_limited", {"team_id"}, nullptr) == AMFS_UNMATCHED);
}
