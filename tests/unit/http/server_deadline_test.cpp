// Slow and silent clients lose their connection; everybody else keeps theirs.
#include <atomic>
#include <thread>

#include "tests/unit/http/test_server.hpp"

using namespace http_test;

namespace {

host::http::Limits short_limits() {
  host::http::Limits limits;
  limits.header_deadline = 300ms;
  limits.body_deadline = 300ms;
  limits.write_deadline = 300ms;
  limits.idle_deadline = 300ms;
  limits.linger_deadline = 200ms;
  limits.deadline_tick = 10ms;
  return limits;
}

// Sends one byte of `bytes` every 20 ms until the server has had enough.
void drip(RawClient& client, const std::string& bytes, const std::atomic<bool>& stop) {
  for (const char c : bytes) {
    if (stop || !client.send({&c, 1})) return;
    std::this_thread::sleep_for(20ms);  // paced: a slow sender
  }
}

}  // namespace

TEST_CASE("slowloris: a header that drips in is cut off at the absolute deadline") {
  TestServer server(short_limits());
  server.start();
  auto client = server.connect();
  std::atomic<bool> stop{false};
  const std::string bytes = "GET /hello HTTP/1.1\r\nHost: a\r\nX: " + std::string(1'000, 'x');
  const auto begin = std::chrono::steady_clock::now();
  std::thread sender([&] { drip(client, bytes, stop); });
  const auto response = client.read_response();
  const auto took = std::chrono::steady_clock::now() - begin;
  stop = true;
  sender.join();
  REQUIRE(response);
  CHECK(response->status == 408);
  CHECK(took >= 300ms);
  CHECK(took < 5s);
  CHECK(client.is_closed_by_server());
  CHECK(server.stats().timeouts_header == 1);
}

TEST_CASE("a connection that says nothing is closed without an answer") {
  TestServer server(short_limits());
  server.start();
  auto client = server.connect();
  CHECK(client.is_closed_by_server());
  CHECK(server.stats().timeouts_header == 1);
}

TEST_CASE("a body that drips in is cut off") {
  TestServer server(short_limits());
  server.start();
  for (const char* framing : {"Content-Length: 1000\r\n", "Transfer-Encoding: chunked\r\n"}) {
    auto client = server.connect();
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\n" + std::string(framing) + "\r\n3e8\r\n");
    std::atomic<bool> stop{false};
    std::thread sender([&] { drip(client, std::string(900, 'x'), stop); });
    const auto response = client.read_response();
    stop = true;
    sender.join();
    REQUIRE(response);
    CHECK(response->status == 408);
  }
  CHECK(server.stats().timeouts_body == 2);
  CHECK(server.budget.in_flight() == 0);
}

TEST_CASE("a steady body may take longer than the grace") {
  auto limits = short_limits();
  limits.min_bytes_per_second = 1'000;
  TestServer server(limits);
  server.start();
  auto client = server.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n");
  for (int i = 0; i < 20; ++i) {
    client.send(std::string(1'000, 'x'));
    std::this_thread::sleep_for(30ms);  // paced: a slow sender
  }
  const auto response = client.read_response();
  REQUIRE(response);
  CHECK(response->status == 200);
}

TEST_CASE("an idle keep-alive connection is closed") {
  TestServer server(short_limits());
  server.start();
  auto client = server.connect();
  client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client.read_response()->status == 200);
  CHECK(client.is_closed_by_server());
  CHECK(server.stats().timeouts_idle == 1);
}

TEST_CASE("a client that does not read its response is cut off") {
  auto limits = short_limits();
  limits.min_bytes_per_second = 1'000'000'000;
  TestServer server(limits);
  server.on("GET", "/huge", [](host::http::Request, host::http::Responder responder) {
    responder.send(host::http::text(200, std::string(50'000'000, 'x')));
  });
  server.start();
  auto client = server.connect();
  client.send("GET /huge HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(eventually([&] { return server.stats().timeouts_write == 1; }));
  CHECK(eventually([&] { return server.stats().connections_open == 0; }));
}

TEST_CASE("the time a handler takes is its own") {
  TestServer server(short_limits());
  std::thread worker;
  server.on("GET", "/slow", [&](host::http::Request, host::http::Responder responder) {
    worker = std::thread([r = std::move(responder)]() mutable {
      std::this_thread::sleep_for(700ms);  // paced: more than twice every deadline
      r.send(host::http::text(200, "late"));
    });
  });
  server.start();
  auto client = server.connect();
  client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto response = client.read_response();
  worker.join();
  REQUIRE(response);
  CHECK(response->body == "late");
}

TEST_CASE("a client that keeps the connection open after a close is not waited for") {
  TestServer server(short_limits());
  server.start();
  auto client = server.connect();
  client.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CHECK(client.read_response()->status == 200);
  CHECK(eventually([&] { return server.stats().connections_open == 0; }));
}

TEST_CASE("connections are closed after their share of requests or their age") {
  auto limits = short_limits();
  limits.max_requests_per_connection = 3;
  TestServer server(limits);
  server.start();
  auto client = server.connect();
  for (int i = 0; i < 3; ++i) {
    client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(client.read_response()->header("Connection") == (i == 2 ? "close" : ""));
  }
  CHECK(client.is_closed_by_server());

  auto aged = short_limits();
  aged.max_connection_age = 1ms;
  TestServer old_server(aged);
  old_server.start();
  auto old = old_server.connect();
  std::this_thread::sleep_for(5ms);  // paced: a slow sender
  old.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(old.read_response()->header("Connection") == "close");
}

TEST_CASE("a handler that is too slow is answered for, and its own answer dropped") {
  class Held final : public host::http::Handler {
   public:
    host::http::HeadDecision on_head(host::http::Request&) override {
      return host::http::Proceed{1000, 100ms};
    }
    void handle(host::http::Request, host::http::Responder responder) override {
      held = std::make_unique<host::http::Responder>(std::move(responder));
    }
    std::unique_ptr<host::http::Responder> held;
  };
  TestServer server(short_limits());
  auto handler = std::make_shared<Held>();
  server.router.add("POST", "/held", handler);
  server.start();
  auto client = server.connect();
  client.send(post("/held", "x"));
  const auto response = client.read_response();
  REQUIRE(response);
  CHECK(response->status == 503);
  CHECK(response->body.find("overloaded") != std::string::npos);
  handler->held->send(host::http::text(200, "too late"));
  CHECK(client.is_closed_by_server());
  CHECK(server.stats().timeouts_handler == 1);
}
