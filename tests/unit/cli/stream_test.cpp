// amfs stream against a server of the test's own: reconnects, refusals, strange answers. And the
// parser by itself.
#include <deque>

#include "host/cli/sse_parser.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/cli/run_cli.hpp"
#include "tests/unit/http/test_server.hpp"

using namespace cli_test;
using host::cli::SseEvent;
using host::cli::SseParser;

namespace {

host::http::Response gone() { return host::http::problem(401, "api_key_invalid", "No."); }

// One connection after the other: the text of a stream that then ends, or a refusal.
class Scripted {
 public:
  using Turn = std::variant<std::string, host::http::Response>;

  explicit Scripted(std::deque<Turn> turns) : turns_(std::move(turns)) {
    server_.on("GET", "/api/v1/stream",
               [this](host::http::Request request, host::http::Responder responder) {
                 answer(request, std::move(responder));
               });
    server_.start();
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.server->port()); }
  std::vector<std::string> ids() const {
    const std::lock_guard lock(mutex_);
    return ids_;
  }
  std::vector<std::string> targets() const {
    const std::lock_guard lock(mutex_);
    return targets_;
  }

 private:
  void answer(const host::http::Request& request, host::http::Responder responder) {
    const std::lock_guard lock(mutex_);
    ids_.emplace_back(request.headers.find("Last-Event-ID").value_or("none"));
    targets_.emplace_back(request.target);
    if (turns_.empty()) return responder.send(gone());  // so that no test waits for ever
    const Turn turn = std::move(turns_.front());
    turns_.pop_front();
    if (const auto* refusal = std::get_if<host::http::Response>(&turn))
      return responder.send(*refusal);
    host::http::Response head;
    head.content_type = host::http::kEventStream;
    responder.stream(std::move(head)).write(std::get<std::string>(turn));
  }

  mutable std::mutex mutex_;
  std::deque<Turn> turns_;
  std::vector<std::string> ids_, targets_;
  http_test::TestServer server_;
};

std::vector<SseEvent> parse(const std::string& text, std::size_t step) {
  SseParser parser;
  std::vector<SseEvent> out;
  for (std::size_t at = 0; at < text.size(); at += step)
    REQUIRE(parser.feed(text.substr(at, step), [&](const SseEvent& e) { out.push_back(e); }));
  return out;
}

}  // namespace

TEST_CASE("a stream that is cut goes on after the last id", "[cli]") {
  const Scripted host({"retry: 1\nid: 5\n\nevent: write\nid: 6\ndata: {\"key\":\"a\"}\n\n",
                       host::http::problem(503, "shutting_down", "Wait."),
                       "event: write\nid: 7\ndata: {\"key\":\"b\"}\n\nevent: write\nid: 8\ndata: {",
                       gone()});
  const Ran ran = Cli(host.url()).run({"stream", "--json", "--since-id", "3"});
  CHECK(ran.out == "{\"key\":\"a\"}\n{\"key\":\"b\"}\n");
  CHECK(host.ids() == std::vector<std::string>{"3", "6", "6", "7"});
  CHECK(ran.code == 1);
  CHECK(has(ran.err, "connecting again"));
  CHECK(has(ran.err, "api_key_invalid"));
}

TEST_CASE("options become filters", "[cli]") {
  const Scripted host({gone()});
  Cli(host.url()).run({"stream", "--entity", "a b/c", "--connector", "github", "--type", "fact"});
  CHECK(host.targets() == std::vector<std::string>{"/api/v1/stream?entity_path=a%20b%2Fc&"
                                                   "connector=github&memory_type=fact"});
  CHECK(host.ids() == std::vector<std::string>{"none"});
}

TEST_CASE("a slow reader's notice goes to the error output", "[cli]") {
  const Scripted host({"retry: 1\n\nevent: lagged\nid: 1\ndata: {}\n\n", gone()});
  const Ran ran = Cli(host.url()).run({"stream", "--json"});
  CHECK(ran.out.empty());
  CHECK(has(ran.err, "this reader is slow"));
}

TEST_CASE("a first connection that fails is an error, not a wait", "[cli]") {
  const Scripted full({host::http::problem(503, "too_many_streams", "Close some.")});
  const Ran refused = Cli(full.url()).run({"stream"});
  CHECK(refused.code == 1);
  CHECK(has(refused.err, "too_many_streams"));
  const Ran nobody = Cli("http://127.0.0.1:1").run({"stream"});
  CHECK(nobody.code == 1);
  CHECK(has(nobody.err, "amfs serve --dev"));
  CHECK(Cli("http://127.0.0.1:1").run({"stream", "--since-id", "-1"}).code == 2);
  CHECK(Cli("http://127.0.0.1:1").run({"stream", "--type", "dream"}).code == 2);
}

TEST_CASE("an endless event ends the command, not the machine", "[cli]") {
  const Scripted host(
      {host::http::text(200, "event: write\ndata: " + std::string(5'000'000, 'x'))});
  const Ran ran = Cli(host.url()).run({"stream"});
  CHECK(ran.code == 1);
  CHECK(has(ran.err, "more than 4 MiB"));
}

TEST_CASE("events are the same however their bytes arrive", "[cli]") {
  const std::string text =
      ": comment\r\n\r\nevent: write\r\nid: 4\r\ndata: one\r\ndata:two\r\n\r\n"
      "data: three\n\nevent: nothing\n\ndata: lost";
  for (const std::size_t step : {1U, 2U, 3U, 7U, 1000U}) {
    const auto events = parse(text, step);
    REQUIRE(events.size() == 2);
    CHECK(events[0].name == "write");
    CHECK(events[0].data == "one\ntwo");
    CHECK(events[1].name == "message");
    CHECK(events[1].data == "three");
  }
}

TEST_CASE("ids count when their block is complete; retry is bounded", "[cli]") {
  SseParser parser;
  const auto ignore = [](const SseEvent&) {};
  parser.feed("id: 1\n\nid: 2\n", ignore);
  CHECK(parser.last_id() == "1");
  parser.restart();
  parser.feed("\n", ignore);
  CHECK(parser.last_id() == "1");
  parser.feed("retry: 99999999\n\n", ignore);
  CHECK(parser.reconnect_after() == host::cli::kMaxReconnectAfter);
  parser.feed("retry: soon\n\n", ignore);
  CHECK(parser.reconnect_after() == host::cli::kMaxReconnectAfter);
}
