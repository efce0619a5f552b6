// Streamed responses (server-sent events).
#include <future>
#include <mutex>

#include "tests/unit/http/test_server.hpp"

using namespace http_test;

namespace {

const std::string kGet = "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n";

class StreamHolder {
 public:
  explicit StreamHolder(TestServer& server) {
    server.on("GET", "/stream", [this](host::http::Request, host::http::Responder responder) {
      host::http::Response head;
      head.content_type = host::http::kEventStream;
      const std::lock_guard lock(mutex_);
      stream_.emplace(responder.stream(std::move(head)));
      stream_->write("event: first\n\n");
    });
  }
  template <class Function>
  auto with(Function function) {
    const std::lock_guard lock(mutex_);
    return function(stream_);
  }
  bool write(const std::string& bytes) {
    return with([&](auto& stream) { return stream && stream->write(bytes); });
  }

 private:
  std::mutex mutex_;
  std::optional<host::http::BodyStream> stream_;
};

}  // namespace

TEST_CASE("a stream delivers what is written from another thread and ends with the connection") {
  TestServer server;
  StreamHolder holder(server);
  server.start();
  auto client = server.connect();
  client.send(kGet);
  const auto head = client.read_through("\r\n\r\n");
  REQUIRE(head);
  CHECK(head->find("HTTP/1.1 200 OK\r\n") == 0);
  CHECK(head->find("Content-Type: text/event-stream\r\n") != std::string::npos);
  CHECK(head->find("Content-Length") == std::string::npos);
  CHECK(head->find("Connection: close\r\n") != std::string::npos);
  CHECK(client.read_through("event: first\n\n"));
  for (int i = 0; i < 100; ++i) CHECK(holder.write("data: " + std::to_string(i) + "\n\n"));
  CHECK(client.read_through("data: 99\n\n"));
  holder.with([](auto& stream) { stream.reset(); });
  CHECK(client.is_closed_by_server());
  CHECK(eventually([&] { return server.stats().connections_open == 0; }));
}

TEST_CASE("a stream notices that its client left") {
  TestServer server;
  StreamHolder holder(server);
  server.start();
  {
    auto client = server.connect();
    client.send(kGet);
    REQUIRE(client.read_through("event: first\n\n"));
  }
  CHECK(eventually([&] { return !holder.write("data\n\n"); }));
  CHECK(server.stats().connections_open == 0);
}

TEST_CASE("a reader that falls too far behind is disconnected") {
  TestServer server;
  StreamHolder holder(server);
  server.start();
  auto client = server.connect();
  client.send(kGet);
  REQUIRE(client.read_through("event: first\n\n"));
  std::size_t written = 0;
  while (holder.write(std::string(100'000, 'x')) && written < 200'000'000) written += 100'000;
  CHECK(written < 200'000'000);
  CHECK(server.stats().slow_streams == 1);
  CHECK(eventually([&] { return server.stats().connections_open == 0; }));
}

TEST_CASE("HEAD on a stream gets the header and nothing else") {
  TestServer server;
  StreamHolder holder(server);
  server.start();
  auto client = server.connect();
  client.send("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client.read_response(false)->status == 200);
  CHECK(client.is_closed_by_server());
}

TEST_CASE("drain ends streams; what outlives the server is harmless") {
  host::http::Limits limits;
  limits.deadline_tick = 10ms;
  auto server = std::make_unique<TestServer>(limits);
  StreamHolder holder(*server);
  server->start();
  auto client = server->connect();
  client.send(kGet);
  REQUIRE(client.read_through("event: first\n\n"));
  CHECK(server->server->drain(10s));
  CHECK(client.is_closed_by_server());
  CHECK_FALSE(holder.write("data\n\n"));
  server.reset();
  CHECK_FALSE(holder.write("data\n\n"));
  holder.with([](auto& stream) { stream.reset(); });
}
