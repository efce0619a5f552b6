// kill -9 at random moments under load, and restarts: every provider's rules carry its events over,
// nobody is switched off, and all effects happen once.
#include <cstdio>
#include <memory>

#include "tests/crash/crashing_host.hpp"
#include "tests/crash/store_audit.hpp"
#include "tests/crash/stubborn_sender.hpp"
#include "tests/senders/audit.hpp"
#include "tests/senders/sender_host.hpp"

using namespace senders;  // NOLINT(google-build-using-namespace)

namespace {

constexpr int kKills = 6;
constexpr int kAcksMax = 200;                         // between two kills
constexpr int kStreams = 2;                           // of each provider
constexpr std::chrono::seconds kRestartPatience{30};  // real
constexpr int kReplies = 50;
constexpr int kRepliers = 10;
constexpr int kFewAcks = 8;  // between two kills: most of them come before all replies are in

// A subscription with a clock of its own, for a thread of its own. After an attempt that got no
// answer it waits for the next host: a restart takes no time that a provider would notice.
struct Stream {
  Stream(Provider provider, crash::CrashingHost& to)
      : host(to),
        client(0, provider.rules.timeout),
        target("/api/v1/webhooks/" + own_name(provider)),
        sender(agenda, std::move(provider), {integration::kSecret},
               [this](const test::HttpHeaders& headers, const std::string& body) {
                 return post(headers, body);
               }) {}

  std::optional<int> post(const test::HttpHeaders& headers, const std::string& body) {
    if (!is_up && !test::wait_until([this] { return finds_host(); }, kRestartPatience))
      throw std::runtime_error("no host answers");
    const auto response = client.request("POST", target, headers, body);
    is_up = response.has_value();
    if (!response) return std::nullopt;
    if (is_success(response->status)) host.count_ack();
    return response->status;
  }
  bool finds_host() {
    client.set_port(host.port());
    return client.get("/health").has_value();
  }

  crash::CrashingHost& host;
  bool is_up = false;
  Agenda agenda;
  test::HttpClient client;
  std::string target;
  Sender sender;
};

// Folders, connectors and secrets, for a host that is killed.
struct Fixture : SenderHost {
  std::vector<std::unique_ptr<Stream>> streams;

  std::vector<const Sender*> streams_of(const std::string& provider) const {
    std::vector<const Sender*> found;
    for (const auto& stream : streams)
      if (stream->sender.provider().name == provider) found.push_back(&stream->sender);
    return found;
  }
  void check_all_carried_over() const {
    for (const auto& stream : streams) {
      INFO(stream->sender.provider().name);
      CHECK(stream->sender.failed_attempts() >= 1);  // it met a kill
      CHECK(stream->sender.times_disabled() == 0);
      CHECK(stream->sender.delivered() == static_cast<int>(stream->sender.sent().size()));
    }
  }
  void check_store(crash::CrashingHost& host) {
    REQUIRE(host.process().stop() == 0);
    CHECK(crash::StoreAudit(options().data_dir + "/amfs.db").faults() ==
          std::vector<std::string>{});
  }
};

std::string reply_ts(int number) { return std::to_string(1'789'898'401 + number) + ".000100"; }

// Reply `number` of 1 to kReplies to message 0, which is the thread's root.
Event thread_event(int number) {
  const std::string text = "reply " + std::to_string(number);
  Event event;
  event.id = "EvReply" + std::to_string(number);
  event.body = R"({"team_id":"T0ACME","type":"event_callback","event_id":")" + event.id +
               R"(","event":{"type":"message","channel":"C0TALK","user":"U0ADA","text":")" + text +
               R"(","ts":")" + reply_ts(number) + R"(","event_ts":")" + reply_ts(number) +
               R"(","thread_ts":")" + reply_ts(0) + R"("}})";
  return event;
}

// The kills come faster than Slack is patient: what it gave up is posted again.
void post_reply(Stream& stream, int number) {
  do {
    stream.sender.send(thread_event(number));
    stream.agenda.run();
  } while (!stream.sender.sent().back().is_delivered());
}

}  // namespace

TEST_CASE_METHOD(Fixture, "senders carry their events over kill -9 under load", "[senders]") {
  crash::Chance chance(crash::choose_seed("senders"));
  crash::CrashingHost host(options(), chance);
  for_each([&](const Provider& provider) {
    for (int i = 0; i < kStreams; ++i) streams.push_back(std::make_unique<Stream>(provider, host));
  });
  crash::deliver_under_fire(
      host, static_cast<int>(streams.size()), kKills, kAcksMax, [&](int index) {
        Stream& stream = *streams[static_cast<std::size_t>(index)];
        const std::string name = std::string("kill") + static_cast<char>('a' + index % kStreams);
        stream.sender.send_every(kSpacing, name, [&](int) { return !host.has_survived(); });
        stream.agenda.run();
      });
  check_all_carried_over();

  crash::HostReader reader(host.process());
  const crash::EventCounts counts = reader.wait_until_settled();
  CHECK(counts.dead == 0);
  std::int64_t versions = 0;
  std::size_t events = 0;
  for_each([&](const Provider& provider) {
    versions += check_connector(reader, own_name(provider), streams_of(provider.name));
    for (const Sender* sender : streams_of(provider.name)) events += sender->sent().size();
  });
  CHECK(counts.received == static_cast<std::int64_t>(events));
  CHECK(reader.version_total() == versions);
  std::printf("senders: %d kills, %d acknowledgements of %zu events\n", kKills, host.acks(),
              events);
  check_store(host);
}

TEST_CASE_METHOD(Fixture, "fifty replies at the same time, with kills, are all in their thread",
                 "[senders]") {
  crash::Chance chance(crash::choose_seed("replies"));
  crash::CrashingHost host(options(), chance);
  for (int i = 0; i < kRepliers; ++i) streams.push_back(std::make_unique<Stream>(slack(), host));
  crash::deliver_under_fire(host, kRepliers, kKills, kFewAcks, [&](int index) {
    Stream& stream = *streams[static_cast<std::size_t>(index)];
    do {
      for (int number = index; number <= kReplies; number += kRepliers) post_reply(stream, number);
    } while (!host.has_survived());
  });

  crash::HostReader reader(host.process());
  CHECK(reader.wait_until_settled().done == kReplies + 1);
  const auto entry = reader.get("/entry?entity_path=comms/slack/C0TALK&key=thread-" + reply_ts(0));
  const auto& thread = entry["value"];
  CHECK(test::text_member(thread["root"], "text") == "reply 0");
  const auto& messages = thread["messages"];
  REQUIRE(messages.Size() == kReplies);
  for (int number = 1; number <= kReplies; ++number) {
    const auto& message = messages[static_cast<rapidjson::SizeType>(number - 1)];
    CHECK(test::text_member(message, "ts") == reply_ts(number));
    CHECK(test::text_member(message, "text") == "reply " + std::to_string(number));
  }
  check_store(host);
}
