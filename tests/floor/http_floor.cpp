// The HTTP layer's own speed: the host's listener with a handler that takes the body and answers.
// script/bench compares durable ingestion with it.
//
// Usage: amfs_http_floor [--port N]; prints "ready http://127.0.0.1:PORT" and runs until SIGTERM.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "host/http/server.hpp"

namespace {

class TakeBody final : public host::http::Handler {
 public:
  host::http::HeadDecision on_head(host::http::Request& /*request*/) override {
    return host::http::Proceed{std::uint64_t{32} << 20};
  }
  void handle(host::http::Request request, host::http::Responder responder) override {
    responder.send(host::http::json(200, "{\"size\":" + std::to_string(request.body.size()) + "}"));
  }
};

}  // namespace

int main(int argc, char** argv) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  host::http::ServerOptions options;
  options.port = 0;
  if (argc == 3 && std::string(argv[1]) == "--port") {
    options.port = static_cast<std::uint16_t>(std::atoi(argv[2]));
  }
  host::http::Router router;
  router.add("POST", "/api/v1/webhooks/{connector}", std::make_shared<TakeBody>());
  host::http::ByteBudget budget;
  host::SystemClock clock;
  host::http::Server server(options, router, budget, clock);
  if (const auto started = server.start(); started.has_error()) {
    std::fprintf(stderr, "%s\n", started.error().message.c_str());
    return 1;
  }
  std::printf("ready http://127.0.0.1:%d\n", server.port());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  server.drain(std::chrono::milliseconds(1000));
  return 0;
}
