#include "tests/senders/sender_host.hpp"

#include <memory>

#include "tests/senders/audit.hpp"

namespace senders {

SenderHost::SenderHost() {
  for (Provider& provider : built_providers()) {
    install(provider, plugins_dir());
    Post post = post_to(provider);
    senders.emplace_back(agenda, std::move(provider), Signing{integration::kSecret},
                         std::move(post));
  }
  set_secrets(integration::kSecret);
}

Post SenderHost::post_to(const Provider& provider) {
  const auto client = std::make_shared<test::HttpClient>(0, provider.rules.timeout);
  const std::string target = "/api/v1/webhooks/" + own_name(provider);
  return [this, client, target](const test::HttpHeaders& headers,
                                const std::string& body) -> std::optional<int> {
    if (client->port() != process().port()) client->set_port(process().port());
    const auto response = client->request("POST", target, headers, body);
    if (!response) return std::nullopt;
    return response->status;
  };
}

void SenderHost::run() {
  start();
  for (Sender& sender : senders)
    sender.send_every(kSpacing, "sim", [](int so_far) { return so_far < kEvents; });
  agenda.run();
}

void SenderHost::restart() {
  stop();
  start();
}

void SenderHost::set_secrets(const std::string& current, const std::string& previous) {
  for_each([&](const Provider& provider) {
    options().environment[secret_name(provider)] = current;
    options().environment[secret_name(provider) + "_PREVIOUS"] = previous;
  });
}

void SenderHost::for_each(const std::function<void(const Provider&)>& action) {
  for (const Sender& sender : senders) action(sender.provider());
}

void SenderHost::wait_for_each(const std::function<bool(const integration::Answer&)>& predicate) {
  for_each([&](const Provider& provider) {
    integration::Answer last;
    const bool reached = test::wait_until(
        [&] {
          last = api().get("/connectors/" + own_name(provider));
          return predicate(last);
        },
        integration::kSettlePatience);
    INFO(last.http.body);
    REQUIRE(reached);
  });
}

void SenderHost::wait_until_settled() { crash::HostReader(process()).wait_until_settled(); }

std::int64_t SenderHost::held_for_each() {
  const crash::EventCounts counts = crash::HostReader(process()).counts();
  const std::int64_t held = counts.received - counts.done - counts.dead;
  const auto count = static_cast<std::int64_t>(senders.size());
  REQUIRE(held % count == 0);
  return held / count;
}

void SenderHost::check_all(std::int64_t other_versions) {
  crash::HostReader reader(process());
  reader.wait_until_settled();
  std::int64_t versions = other_versions;
  for (const Sender& sender : senders) {
    REQUIRE(sender.sent().size() == kEvents);
    versions += check_connector(reader, own_name(sender.provider()), {&sender});
  }
  CHECK(reader.version_total() == versions);
}

void SenderHost::check_undisturbed() {
  for (const Sender& sender : senders) {
    INFO(sender.provider().name);
    CHECK(sender.failed_attempts() == 0);
    CHECK(sender.delivered() == kEvents);
  }
  check_all();
}

void SenderHost::check_recovered(int status, int others, std::int64_t other_versions) {
  for (const Sender& sender : senders) {
    INFO(sender.provider().name);
    CHECK(sender.failed_attempts() >= 1);
    CHECK(sender.times_disabled() == 0);
    CHECK(sender.dropped() == (sender.provider().rules.is_retried(status) ? 0 : others));
    for (const Sent& sent : sender.sent()) {
      for (const auto& answer : sent.answers) {
        const bool expected = answer && (is_success(*answer) || *answer == status);
        INFO(sent.event.id << " answered " << answer.value_or(0));
        CHECK(expected);
      }
    }
  }
  check_all(other_versions);
}

}  // namespace senders
