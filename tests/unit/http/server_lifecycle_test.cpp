// Start, cap, answers from other threads, drain.
#include <sys/resource.h>

#include <atomic>
#include <future>
#include <mutex>
#include <thread>

#include "tests/unit/http/test_server.hpp"

using namespace http_test;

namespace {

const std::string kHello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string kSlow = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n";

// Keeps the Responders of GET /slow until the test answers them.
class Parked {
 public:
  explicit Parked(TestServer& server) {
    server.on("GET", "/slow", [this](host::http::Request, host::http::Responder responder) {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(responder));
    });
  }
  bool wait_for(std::size_t count) {
    return eventually([&] {
      const std::lock_guard lock(mutex_);
      return waiting_.size() == count;
    });
  }
  std::vector<host::http::Responder> take() {
    const std::lock_guard lock(mutex_);
    return std::move(waiting_);
  }

 private:
  std::mutex mutex_;
  std::vector<host::http::Responder> waiting_;
};

}  // namespace

TEST_CASE("a Responder may be completed on any thread") {
  TestServer server;
  Parked parked(server);
  server.start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(server.connect());
    clients.back().send(kSlow + kHello);
  }
  REQUIRE(parked.wait_for(20));
  std::thread worker([responders = parked.take()]() mutable {
    for (auto& responder : responders) responder.send(host::http::text(202, "done"));
  });
  worker.join();
  for (RawClient& client : clients) {
    CHECK(client.read_response()->body == "done");
    CHECK(client.read_response()->body == "hello");
  }
}

TEST_CASE("only the first answer of a Responder counts") {
  TestServer server;
  server.on("GET", "/twice", [](host::http::Request, host::http::Responder responder) {
    responder.send(host::http::text(200, "first"));
    CHECK_FALSE(responder);
    responder.send(host::http::text(200, "second"));
  });
  server.start();
  auto client = server.connect();
  client.send("GET /twice HTTP/1.1\r\nHost: a\r\n\r\n" + kHello);
  CHECK(client.read_response()->body == "first");
  CHECK(client.read_response()->body == "hello");
}

TEST_CASE("a dropped Responder and a throwing handler answer 500") {
  TestServer server;
  Parked parked(server);
  server.on("GET", "/drop", [](host::http::Request, host::http::Responder) {});
  server.on("GET", "/throw", [](host::http::Request, host::http::Responder) {
    throw std::runtime_error("secret detail");
  });
  server.on("GET", "/throw-late", [](host::http::Request, host::http::Responder responder) {
    responder.send(host::http::text(200, "sent"));
    throw std::runtime_error("too late to matter");
  });
  server.start();
  auto client = server.connect();
  for (const char* path : {"/drop", "/throw"}) {
    client.send("GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto response = client.read_response();
    REQUIRE(response);
    CHECK(response->status == 500);
    CHECK(response->body.find("secret") == std::string::npos);
  }
  client.send("GET /throw-late HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client.read_response()->body == "sent");
  client.send(kSlow);
  REQUIRE(parked.wait_for(1));
  parked.take();  // dropped on this thread
  CHECK(client.read_response()->status == 500);
  CHECK(server.stats().handler_exceptions == 2);
  CHECK(server.answers(host::http::AnswerClass::server_error) == 3);
}

TEST_CASE("a client that leaves while its request is handled harms nobody") {
  TestServer server;
  Parked parked(server);
  server.start();
  {
    auto client = server.connect();
    client.send(kSlow);
    REQUIRE(parked.wait_for(1));
  }
  for (auto& responder : parked.take()) responder.send(host::http::text(200, "anybody?"));
  CHECK(eventually([&] { return server.stats().connections_open == 0; }));
  auto client = server.connect();
  client.send(kHello);
  CHECK(client.read_response()->status == 200);
}

TEST_CASE("a taken port is a clear error") {
  TestServer server;
  server.start();
  host::http::ServerOptions options;
  options.port = server.server->port();
  host::http::Server second(options, server.router, server.budget, server.clock);
  const auto started = second.start();
  REQUIRE(started.has_error());
  CHECK(started.error().code == "port_in_use");
  CHECK(started.error().message == "port " + std::to_string(options.port) +
                                       " is already in use; stop the other process or choose "
                                       "another with --port");
}

TEST_CASE("an address that is not ours or not an address is a clear error") {
  TestServer server;
  host::http::ServerOptions options;
  options.port = 0;
  for (const auto& [host, code] : std::vector<std::pair<std::string, std::string>>{
           {"192.0.2.1", "listen_failed"}, {"no such host", "invalid_address"}}) {
    options.host = host;
    host::http::Server other(options, server.router, server.budget, server.clock);
    const auto started = other.start();
    REQUIRE(started.has_error());
    CHECK(started.error().code == code);
    CHECK(started.error().message.find("--host") != std::string::npos);
  }
}

TEST_CASE("at the connection cap new clients wait and are not closed") {
  host::http::Limits limits;
  limits.max_connections = 2;
  limits.deadline_tick = 10ms;
  TestServer server(limits);
  server.start();
  std::optional<RawClient> one(server.connect());
  one->send(kHello);
  REQUIRE(one->read_response());
  auto two = server.connect();
  two.send(kHello);
  REQUIRE(two.read_response());

  auto three = server.connect();  // into the kernel's backlog
  three.send(kHello);
  CHECK_FALSE(three.read_response(true, 200ms));
  CHECK(server.stats().connections_accepted == 2);
  CHECK(server.stats().accept_paused >= 1);
  one.reset();
  const auto response = three.read_response();
  REQUIRE(response);
  CHECK(response->status == 200);
}

TEST_CASE("without file descriptors the listener backs off and recovers") {
  TestServer server;
  server.start();
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const int next = ::dup(0);  // the lowest free descriptor
  REQUIRE(next >= 0);
  ::close(next);
  rlimit tight = before;
  tight.rlim_cur = static_cast<rlim_t>(next) + 1;  // enough for the client, not for the server
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &tight) == 0);
  auto client = server.connect();
  client.send(kHello);
  const bool refused = eventually([&] { return server.stats().accept_errors >= 3; });
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK(refused);
  const auto response = client.read_response();
  REQUIRE(response);
  CHECK(response->status == 200);
}

TEST_CASE("drain finishes what is in flight and closes what is idle") {
  host::http::Limits limits;
  limits.deadline_tick = 10ms;
  TestServer server(limits);
  Parked parked(server);
  server.start();
  auto idle = server.connect();
  idle.send(kHello);
  REQUIRE(idle.read_response());
  auto silent = server.connect();
  auto busy = server.connect();
  busy.send(kSlow);
  REQUIRE(parked.wait_for(1));

  auto drained = std::async(std::launch::async, [&] { return server.server->drain(10s); });
  CHECK(idle.is_closed_by_server());
  CHECK(silent.is_closed_by_server());
  CHECK_THROWS(server.connect());
  CHECK(drained.wait_for(0s) == std::future_status::timeout);

  for (auto& responder : parked.take()) responder.send(host::http::text(200, "finished"));
  const auto response = busy.read_response();
  REQUIRE(response);
  CHECK(response->body == "finished");
  CHECK(response->header("Connection") == "close");
  busy.shutdown_send();
  CHECK(drained.get());
}

TEST_CASE("drain gives up at its deadline; late Responders are harmless") {
  host::http::Limits limits;
  limits.deadline_tick = 10ms;
  auto server = std::make_unique<TestServer>(limits);
  auto parked = std::make_unique<Parked>(*server);
  server->start();
  auto busy = server->connect();
  busy.send(kSlow + kSlow);
  REQUIRE(parked->wait_for(1));
  CHECK_FALSE(server->server->drain(50ms));
  CHECK_FALSE(busy.read_response());
  auto responders = parked->take();
  server.reset();
  std::thread late([&] {
    for (auto& responder : responders) responder.send(host::http::text(200, "nobody listens"));
  });
  late.join();
}

TEST_CASE("many clients at once on two threads") {
  TestServer server;
  std::mutex mutex;
  std::vector<host::http::Responder> queue;
  std::atomic<bool> stop{false};
  server.on("POST", "/queued", [&](host::http::Request, host::http::Responder responder) {
    const std::lock_guard lock(mutex);
    queue.push_back(std::move(responder));
  });
  server.start();
  std::thread worker([&] {
    while (!stop) {
      std::vector<host::http::Responder> batch;
      {
        const std::lock_guard lock(mutex);
        batch.swap(queue);
      }
      for (auto& responder : batch) responder.send(host::http::json(200, "{}"));
      std::this_thread::yield();
    }
  });
  std::atomic<int> answered{0};
  std::vector<std::thread> clients;
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([&] {
      auto client = server.connect();
      for (int i = 0; i < 100; ++i) {
        client.send(post(i % 2 == 0 ? "/queued" : "/echo", std::string(2'000, 'x')));
        const auto response = client.read_response();
        if (response && response->status == 200) ++answered;
      }
    });
  }
  for (auto& client : clients) client.join();
  stop = true;
  worker.join();
  CHECK(answered == 800);
  CHECK(server.stats().requests == 800);
  CHECK(server.answers(host::http::AnswerClass::ok) == 800);
}
