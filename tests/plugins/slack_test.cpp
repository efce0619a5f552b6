// Slack: threads, and the orders in which their events may come.
#include <algorithm>

#include "tests/plugins/result_rules.hpp"
#include "tests/plugins/rig_checks.hpp"
#include "tests/support/catch.hpp"

using amfs::Value;
using harness::changed;
using harness::own_event;
using harness::Rig;
using harness::send;

namespace {

const std::string kPath = "comms/slack/C0PAYMENT";
const std::string kRoot = "1789898400.000100";
const std::string kReply = "1789898460.000100";
const std::string kKey = "thread-" + kRoot;

harness::EventFile fixture(const std::string& name) { return own_event("slack", name + ".json"); }

Value thread(const Rig& rig) { return rig.current(kPath, kKey); }

// The message in the thread, or a missing value.
Value message(const Rig& rig, const std::string& ts) {
  const Value value = thread(rig);
  for (const Value& item : value.get("messages").items()) {
    if (item.get("ts").str() == ts) return item;
  }
  return Value::missing();
}

Value after(const std::vector<std::string>& names) {
  Rig rig("slack");
  for (const std::string& name : names) send(rig, name);
  return thread(rig);
}

// The n-th reply to the root.
std::string reply(int number) {
  const std::string ts =
      "17898985" + std::to_string(10 + number / 60) + "." + std::to_string(100000 + number);
  Value payload = changed(fixture("message.reply"), {"event", "ts"}, ts);
  payload["event"]["event_ts"] = ts;
  payload["event"]["text"] = "Reply " + std::to_string(number);
  payload["event_id"] = "EvREPLY" + std::to_string(number);
  return payload.dump();
}

}  // namespace

TEST_CASE("A message starts the entry of its thread") {
  Rig rig("slack");
  const auto out = send(rig, "message");
  REQUIRE(out.results.size() == 1);
  CHECK(out.results[0].entity_path == kPath);
  CHECK(out.results[0].key == kKey);
  CHECK(out.results[0].memory_type == AMFS_MEMORY_EXPERIENCE);
  CHECK(out.results[0].confidence == 0.6);
  CHECK(out.results[0].summary ==
        "U0ADA0001: Card payments time out\nSince 10:00, about one in five.");
  CHECK(out.results[0].pattern_refs == std::vector<std::string>{"slack:thread:C0PAYMENT:" + kRoot});
  const Value value = thread(rig);
  CHECK(value.get("title").str() == "Card payments time out");
  CHECK(value.get("status").str() == "active");
  CHECK(value.get("url").str() ==
        "https://app.slack.com/client/T0ACME001/C0PAYMENT/thread/C0PAYMENT-" + kRoot);
  CHECK(value.get("channel_type").str() == "channel");
  CHECK(message(rig, kRoot).get("user").str() == "U0ADA0001");
  CHECK(value.dump().find("verification") == std::string::npos);  // no tokens
}

TEST_CASE("Replies and broadcasts join the thread, and the root comes with a broadcast") {
  Rig rig("slack");
  CHECK(send(rig, "message.thread_broadcast").results.at(0).key == kKey);
  CHECK(thread(rig).get("messages").size() == 2);  // the root it quotes, and itself
  CHECK(thread(rig).get("messages").get(1).get("broadcast").boolean());
  const auto out = send(rig, "message.reply");
  CHECK(thread(rig).get("messages").size() == 3);
  CHECK(thread(rig).get("messages").get(1).get("ts").str() == kReply);  // in order of time
  const auto& refs = out.results.at(0).pattern_refs;
  CHECK(std::count(refs.begin(), refs.end(), "slack:message:C0PAYMENT:" + kReply) == 1);
}

TEST_CASE("A mention and its message are one message, in either order") {
  for (const auto& order : {std::vector<std::string>{"message", "app_mention"},
                            std::vector<std::string>{"app_mention", "message"}}) {
    const Value value = after(order);
    REQUIRE(value.get("messages").size() == 1);
    CHECK(value.get("messages").get(0).get("mention").boolean());
    CHECK(value.get("title").str() == "Card payments time out");
  }
}

TEST_CASE("Edits: the newest text stays, whatever comes when") {
  for (const auto& order : {std::vector<std::string>{"message", "message.message_changed"},
                            std::vector<std::string>{"message.message_changed", "message"}}) {
    const Value item = after(order).get("messages").get(0);
    CHECK(item.get("text").str() == "Card payments time out\nSince 10:00, about one in three.");
    CHECK(item.get("edited_ts").str() == "1789898600.000000");
    CHECK(item.get("edited_by").str() == "U0ADA0001");
  }
  // Neither a link that was unfurled nor a counted reply is an edit.
  Rig rig("slack");
  send(rig, "message");
  send(rig, "message.message_changed.unfurl");
  send(rig, "message.message_replied");
  CHECK_FALSE(message(rig, kRoot).get("edited_ts").exists());
  send(rig, "message.message_changed");
  send(rig, "message.message_changed.unfurl");  // late
  CHECK(message(rig, kRoot).get("text").str().find("three") != std::string::npos);
}

TEST_CASE("A deleted message stays deleted, without its text") {
  for (const auto& order :
       {std::vector<std::string>{"message", "message.reply", "message.message_deleted"},
        std::vector<std::string>{"message", "message.message_deleted", "message.reply"}}) {
    const Value value = after(order);
    REQUIRE(value.get("messages").size() == 2);
    const Value& item = value.get("messages").get(1);
    CHECK(item.get("deleted").boolean());
    CHECK_FALSE(item.get("text").exists());
    CHECK(item.get("user").str() == "U0BO00002");
    CHECK(value.get("status").str() == "active");
    CHECK(value.dump().find("gateway") == std::string::npos);
  }
  // A root with replies leaves a tombstone; the thread is deleted with its last message.
  Rig rig("slack");
  send(rig, "message");
  send(rig, "message.reply");
  send(rig, "message.message_changed.tombstone");
  CHECK(message(rig, kRoot).get("deleted").boolean());
  CHECK(thread(rig).get("title").str() == "The gateway answers after 30 s");
  CHECK(thread(rig).get("status").str() == "active");
  send(rig, "message.message_deleted");
  CHECK(thread(rig).get("status").str() == "deleted");
  CHECK(thread(rig).get("title").str() == "Message " + kRoot);
}

TEST_CASE("Bots of both shapes, files, and what changes a channel") {
  Rig rig("slack");
  const Value classic = send(rig, "message.bot_message").results.at(0).value();
  CHECK(classic.get("messages").get(0).get("name").str() == "Probe");
  CHECK(classic.get("messages").get(0).get("bot").boolean());
  CHECK(classic.get("messages").get(0).get("text").str() == "p95 is 31 s");  // of its attachment
  CHECK(classic.get("actor").str() == "Probe");
  const Value modern = send(rig, "message.bot_profile").results.at(0).value();
  CHECK(modern.get("messages").get(0).get("name").str() == "deployer");
  CHECK(modern.get("messages").get(0).get("bot").boolean());
  CHECK(modern.get("messages").get(0).get("user").str() == "U0DEPLOYR");
  const Value file = send(rig, "message.file_share").results.at(0).value();
  CHECK(file.get("messages").get(0).get("files").get(0).get("name").str() == "latency.png");
  CHECK(file.dump().find("url_private") == std::string::npos);
  const Value topic = send(rig, "message.channel_topic").results.at(0).value();
  CHECK(topic.get("messages").get(0).get("kind").str() == "channel_topic");
  const auto join = send(rig, "message.channel_join");
  CHECK(join.status == AMFS_SKIP);
  Rig all("slack", R"({"ignore_subtypes":[]})");
  CHECK(send(all, "message.channel_join").results.size() == 1);
}

TEST_CASE("Reactions find their message in its thread, in either order") {
  const std::vector<std::string> names = {"message", "message.reply", "reaction_added"};
  const Value expected = after(names);
  const Value& reactions = expected.get("messages").get(1).get("reactions");
  REQUIRE(reactions.size() == 1);
  CHECK(reactions.get(0).get("name").str() == "eyes");
  CHECK(reactions.get(0).get("user").str() == "U0EVE0003");

  Rig rig("slack");
  send(rig, "reaction_added");  // of a message nobody knows yet
  CHECK(rig.current(kPath, "thread-" + kReply).get("messages").size() == 1);
  send(rig, "message");
  const auto out = send(rig, "message.reply");
  REQUIRE(out.results.size() == 2);
  CHECK(message(rig, kReply).get("reactions") == reactions);
  CHECK(rig.current(kPath, "thread-" + kReply).get("status").str() == "moved");
  send(rig, "reaction_removed");
  CHECK(message(rig, kReply).get("reactions").get(0).get("removed").boolean());

  // Taken back before it came.
  CHECK(after({"message", "message.reply", "reaction_removed", "reaction_added"})
            .get("messages")
            .get(1)
            .get("reactions")
            .get(0)
            .get("removed")
            .boolean());
}

TEST_CASE("Fifty replies are all in the entry, with their root, in any order and twice") {
  std::vector<int> numbers;
  for (int i = 1; i <= 50; ++i) numbers.push_back(i);
  for (const bool backwards : {false, true}) {
    Rig rig("slack");
    send(rig, "message");
    if (backwards) std::reverse(numbers.begin(), numbers.end());
    for (const int number : numbers) rig.send({reply(number), {}});
    for (const int number : {50, 7, 1}) rig.send({reply(number), {}});
    const Value value = thread(rig);
    REQUIRE(value.get("messages").size() == 50);
    for (int i = 0; i < 50; ++i) {
      CHECK(value.get("messages").get(i).get("text").str() == "Reply " + std::to_string(i + 1));
    }
    CHECK(value.get("root").get("ts").str() == kRoot);
    CHECK(value.get("title").str() == "Card payments time out");
    // The root can still be changed.
    send(rig, "message.message_changed");
    CHECK(thread(rig).get("root").get("edited_by").str() == "U0ADA0001");
    CHECK(thread(rig).get("messages").size() == 50);
  }
}

TEST_CASE("Long threads keep their newest messages within the size of a value") {
  Rig rig("slack");
  for (int i = 1; i <= 70; ++i) {
    Value payload = *Value::parse(reply(i));
    payload["event"]["text"] = std::string(5000, '\x02');  // six bytes each as JSON
    rig.send({payload.dump(), {}});
  }
  const Value value = thread(rig);
  CHECK(value.get("messages").size() <= 50);
  CHECK(value.get("messages").size() >= 25);
  CHECK(value.get("truncated").boolean());
  CHECK(value.dump().size() < 256 * 1024);
}

TEST_CASE("Whatever a clock says, the next normal event is current") {
  const std::vector<Value> clocks = {"4070908800.000100",
                                     "9223372036854775807",
                                     "1789898460000",
                                     "-5",
                                     "1.5.6",
                                     "",
                                     1e300,
                                     Value::array(),
                                     "1.000100"};
  for (const Value& clock : clocks) {
    CAPTURE(clock.dump());
    Rig rig("slack");
    send(rig, "message");
    Value odd = changed(fixture("message.reply"), {"event", "event_ts"}, clock);
    rig.send({odd.dump(), {}});
    Value edit =
        changed(fixture("message.message_changed"), {"event", "message", "edited", "ts"}, clock);
    edit["event"]["event_ts"] = clock;
    rig.send({edit.dump(), {}});
    send(rig, "message.message_changed");
    CHECK(thread(rig).get("last_event").str() == "message/message_changed");
    CHECK(message(rig, kRoot).get("edited_ts").str() == "1789898600.000000");
    send(rig, "message.thread_broadcast");
    CHECK(thread(rig).get("messages").size() == 3);
  }
}
