// The hub with a real store: commits wake it, threads come and go.
#include <set>
#include <thread>

#include "host/stream/stream_hub.hpp"
#include "tests/support/wait_until.hpp"
#include "tests/unit/store/store_fixture.hpp"
#include "tests/unit/stream/stream_fixture.hpp"

using namespace stream_test;
using host::stream::StreamHub;

namespace {

std::string key_of(const host::store::Entry& entry) { return entry.key; }

struct LiveHub {
  explicit LiveHub(const host::stream::StreamLimits& limits = {},
                   host::stream::StillAdmitted admitted = {}) {
    hub = std::make_unique<StreamHub>(*fixture.store, key_of, std::move(admitted), limits);
  }
  ~LiveHub() {
    hub->stop();
    fixture.close();
  }
  std::shared_ptr<Client> open(const host::stream::Filter& filter = {},
                               std::optional<EntryId> resume = std::nullopt,
                               TenantId tenant = host::store::kDefaultTenant) {
    auto client = std::make_shared<Client>();
    host::access::Caller caller;
    caller.tenant = tenant;
    hub->subscribe({caller, filter, resume, host::http::Responder(client)});
    return client;
  }
  void write(const std::string& key) { fixture.write(key, "1", 1); }

  test::StoreFixture fixture;
  std::unique_ptr<StreamHub> hub;
};

std::vector<std::string> keys(int from, int to) {
  std::vector<std::string> out;
  for (int i = from; i <= to; ++i) out.push_back("k" + std::to_string(i));
  return out;
}

}  // namespace

TEST_CASE("what is committed after a stream's answer is announced, in order", "[stream]") {
  LiveHub live;
  live.write("before");
  const auto client = live.open();
  REQUIRE(client->wait_for_answer());
  for (int i = 1; i <= 50; ++i) live.write("k" + std::to_string(i));
  REQUIRE(client->wait_for_text("data: k50\n"));
  CHECK(client->writes_seen() == keys(1, 50));
}

TEST_CASE("streams that open while others write miss and double nothing", "[stream]") {
  LiveHub live;
  std::thread writer([&] {
    for (int i = 1; i <= 200; ++i) live.write("k" + std::to_string(i));
  });
  std::vector<std::shared_ptr<Client>> clients;
  for (int i = 0; i < 40; ++i) clients.push_back(live.open({}, i % 2 == 0 ? 0 : 5));
  writer.join();
  for (std::size_t i = 0; i < clients.size(); ++i) {
    REQUIRE(clients[i]->wait_for_text("data: k200\n"));
    CHECK(clients[i]->writes_seen().size() >= 195);
    const auto seen = clients[i]->writes_seen();
    CHECK(seen == keys(201 - static_cast<int>(seen.size()), 200));
  }
}

TEST_CASE("a quiet stream gets heartbeats", "[stream]") {
  host::stream::StreamLimits limits;
  limits.heartbeat_every = 20ms;
  limits.sweep_every = 5ms;
  LiveHub live(limits);
  const auto client = live.open();
  CHECK(client->wait_for([](auto&, const std::string& text) {
    const std::size_t first = text.find(": heartbeat\nid: 0\n\n");
    return first != std::string::npos && text.find(": heartbeat", first + 1) != std::string::npos;
  }));
}

TEST_CASE("too many streams are refused, and room comes back when one ends", "[stream]") {
  host::stream::StreamLimits limits;
  limits.subscribers_per_tenant = 2;
  limits.sweep_every = 5ms;
  LiveHub live(limits);
  const auto first = live.open();
  const auto second = live.open();
  const auto third = live.open();
  REQUIRE(third->wait_for_answer());
  CHECK(third->status() == 503);
  CHECK(third->body().find("too_many_streams") != std::string::npos);
  CHECK(live.hub->stats().refused == 1);
  const auto other = live.open({}, {}, 2);
  REQUIRE(other->wait_for_answer());
  CHECK(other->status() == 200);
  REQUIRE(first->wait_for_answer());
  first->leave();
  CHECK(test::wait_until([&] { return live.hub->open() == 2; }, 10s));
  const auto fourth = live.open();
  REQUIRE(fourth->wait_for_answer());
  CHECK(fourth->status() == 200);
}

TEST_CASE("a key that ends takes its streams with it", "[stream]") {
  host::stream::StreamLimits limits;
  limits.sweep_every = 5ms;
  std::atomic<bool> good{true};
  LiveHub live(limits, [&](const host::access::Caller&) { return good.load(); });
  const auto client = live.open();
  REQUIRE(client->wait_for_answer());
  CHECK(client->is_open());
  good = false;
  CHECK(client->wait_for_end());
}

TEST_CASE("a stop ends every stream and refuses new ones", "[stream]") {
  LiveHub live;
  std::vector<std::shared_ptr<Client>> clients;
  for (int i = 0; i < 100; ++i) clients.push_back(live.open());
  REQUIRE(clients.back()->wait_for_answer());
  live.hub->stop();
  for (const auto& client : clients) CHECK_FALSE(client->is_open());
  CHECK(live.hub->open() == 0);
  const auto late = live.open();
  CHECK(late->status() == 503);
  CHECK(late->body().find("shutting_down") != std::string::npos);
  live.write("after");  // the store goes on
}
