// A real Server on a port chosen by the system, with the handlers the tests of this folder share.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "host/http/server.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/http/raw_client.hpp"

namespace http_test {

using namespace std::chrono_literals;  // NOLINT: tests only

// Takes at most `max_body` bytes and answers with what it saw.
class EchoHandler final : public host::http::Handler {
 public:
  explicit EchoHandler(std::uint64_t max_body) : max_body_(max_body) {}
  host::http::HeadDecision on_head(host::http::Request&) override {
    return host::http::Proceed{max_body_};
  }
  void handle(host::http::Request request, host::http::Responder responder) override {
    responder.send(host::http::text(200, std::move(request.body)));
  }

 private:
  const std::uint64_t max_body_;
};

// A handler out of a function that gets the Responder too.
class AsyncHandler final : public host::http::Handler {
 public:
  using Function = std::function<void(host::http::Request, host::http::Responder)>;
  explicit AsyncHandler(Function function) : function_(std::move(function)) {}
  void handle(host::http::Request request, host::http::Responder responder) override {
    function_(std::move(request), std::move(responder));
  }

 private:
  Function function_;
};

class TestServer {
 public:
  static constexpr std::uint64_t kMaxEcho = 200'000;

  explicit TestServer(host::http::Limits limits = {}, std::uint64_t budget_bytes = 64'000'000)
      : budget(budget_bytes), limits_(limits) {
    router.add("POST", "/echo", std::make_shared<EchoHandler>(kMaxEcho));
    router.add("GET", "/hello", host::http::sync_handler([](host::http::Request&) {
                 return host::http::text(200, "hello");
               }));
  }
  void on(std::string_view method, std::string_view pattern, AsyncHandler::Function function) {
    router.add(method, pattern, std::make_shared<AsyncHandler>(std::move(function)));
  }
  void start() {
    host::http::ServerOptions options;
    options.port = 0;
    options.limits = limits_;
    server = std::make_unique<host::http::Server>(options, router, budget, clock);
    const auto started = server->start();
    if (!started) throw std::runtime_error(started.error().message);
  }
  RawClient connect() const { return RawClient(server->port()); }
  const host::http::HttpStats& stats() const { return server->stats(); }
  // Over all routes.
  std::uint64_t answers(host::http::AnswerClass of) const {
    const auto place = static_cast<std::size_t>(of);
    std::uint64_t count = stats().no_route.answers[place];
    for (const auto& route : router.report()) count += route.stats->answers[place];
    return count;
  }

  host::SystemClock clock;
  host::http::ByteBudget budget;
  host::http::Router router;
  std::unique_ptr<host::http::Server> server;

 private:
  host::http::Limits limits_;
};

inline std::string post(std::string_view path, std::string_view body,
                        std::string_view more_headers = {}) {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(more_headers) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

// Waits (without luck) until `condition` holds; false after ten seconds.
inline bool eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(2ms);  // paced: polls until a deadline
  }
  return true;
}

}  // namespace http_test
