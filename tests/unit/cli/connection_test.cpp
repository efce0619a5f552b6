// What is said when the host is not there, is something else, or refuses.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <thread>

#include "host/cli/http_client.hpp"
#include "host/cli/server_url.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/cli/fake_host.hpp"
#include "tests/unit/cli/run_cli.hpp"

using namespace cli_test;
using host::cli::parse_server_url;

namespace {

// A port that nobody listens on: bound, so that nobody else takes it either.
class ClosedPort {
 public:
  ClosedPort()
      : socket_(io_, boost::asio::ip::tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)) {}
  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(socket_.local_endpoint().port());
  }

 private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_;
};

// Takes connections (the kernel does) and never says a word.
class SilentPort {
 public:
  SilentPort() : acceptor_(io_, {boost::asio::ip::address_v4::loopback(), 0}) {}
  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
  }
  // Answers the next connection with these bytes and closes it.
  void answer(const std::string& bytes) {
    auto socket = acceptor_.accept();
    std::string request(4096, '\0');
    socket.read_some(boost::asio::buffer(request));
    boost::asio::write(socket, boost::asio::buffer(bytes));
  }

 private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
};

}  // namespace

TEST_CASE("no host: the message says how to start one") {
  const ClosedPort closed;
  const Ran ran = Cli(closed.url()).run({"stats"});
  CHECK(ran.code == 1);
  CHECK(ran.out.empty());
  CHECK(ran.err == "amfs: no amfs at " + closed.url() + "; start one: amfs serve --dev\n");
}

TEST_CASE("a name that does not resolve") {
  const Ran ran = Cli("http://no-such-host.invalid:1").run({"stats"});
  CHECK(ran.code == 1);
  CHECK(has(ran.err, "cannot reach http://no-such-host.invalid:1"));
  CHECK(has(ran.err, "check --url"));
}

TEST_CASE("a host that never answers is given up at the deadline") {
  const SilentPort silent;
  const auto server = parse_server_url(silent.url());
  REQUIRE(server.has_value());
  const auto reply =
      host::cli::exchange(*server, {"GET", "/", {}, ""}, std::chrono::milliseconds(50));
  REQUIRE_FALSE(reply.has_value());
  CHECK(reply.error().code == "timeout");
  CHECK(has(reply.error().message, "amfs connector list"));
}

TEST_CASE("what is not HTTP, or too large, is an error") {
  SilentPort port;
  const auto server = parse_server_url(port.url());
  const std::vector<std::pair<std::string, std::string>> cases{
      {"SSH-2.0-OpenSSH\r\n\r\n", "bad_answer"},
      {"", "bad_answer"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n", "answer_too_large"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", "bad_answer"},
      {"HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x'), "bad_answer"}};
  for (const auto& [bytes, code] : cases) {
    std::thread other([&, text = bytes] { port.answer(text); });
    const auto reply = host::cli::exchange(*server, {"GET", "/", {}, ""});
    other.join();
    INFO(bytes.substr(0, 40));
    REQUIRE_FALSE(reply.has_value());
    CHECK(reply.error().code == code);
  }
}

TEST_CASE("an answer that is not amfs's") {
  const FakeHost html(host::http::text(404, "<html>nothing here</html>"));
  const Ran ran = Cli(html.url()).run({"stats"});
  CHECK(ran.code == 1);
  CHECK(has(ran.err, "does not look like amfs"));
  const FakeHost text(host::http::text(200, "hello"));
  const Ran plain = Cli(text.url()).run({"stats"});
  CHECK(plain.code == 1);
  CHECK(has(plain.err, "not JSON"));
  // A deep answer must not exhaust the stack.
  const FakeHost deep(host::http::json(200, std::string(200'000, '[')));
  CHECK(Cli(deep.url()).run({"stats"}).code == 1);
}

TEST_CASE("a problem is shown with detail, code and the next command") {
  const FakeHost host(host::http::problem(404, "event_not_found", "no such event\x1b[2J"));
  const Cli cli(host.url());
  const Ran ran = cli.run({"event", "show", "evt_1"});
  CHECK(ran.code == 1);
  CHECK(ran.out.empty());
  CHECK(ran.err == "amfs: no such event\\x1b[2J (event_not_found, 404); next: amfs event list\n");
  // The suggested command keeps the connection it was asked over.
  const Ran flagged = cli.run({"event", "show", "evt_1", "--url", host.url(), "--data", "/a b"});
  CHECK(has(flagged.err, "next: amfs event list --url " + host.url() + " --data '/a b'\n"));
}

TEST_CASE("with --json a problem's body is printed too, and the exit code stays 1") {
  const auto problem = host::http::problem(404, "event_not_found", "no such event");
  const FakeHost host(problem);
  const Ran ran = Cli(host.url()).run({"event", "show", "evt_1", "--json"});
  CHECK(ran.code == 1);
  CHECK(ran.out == problem.body);
  CHECK(has(ran.err, "event_not_found"));
}

TEST_CASE("a 422 lists every wrong field") {
  const FakeHost host(host::http::problem(422, "invalid_body", "/key: too long",
                                          {{"/key", "too long"}, {"/source", "missing"}}));
  const Ran ran = Cli(host.url()).run({"stats"});
  CHECK(has(ran.err, "; /key too long; /source missing; next: "));
}

TEST_CASE("an overloaded host: repeat later") {
  const FakeHost host(host::http::problem(503, "overloaded", "too much to do"));
  CHECK(has(Cli(host.url()).run({"stats"}).err, "repeat the command"));
}

TEST_CASE("what waiting does not mend is not repeated, but set up first") {
  const FakeHost host(host::http::problem(503, "secrets_key_missing", "set AMFS_SECRETS_KEY"));
  const std::string err = Cli(host.url()).run({"stats"}).err;
  CHECK(has(err, "set AMFS_SECRETS_KEY"));
  CHECK(has(err, "; next: amfs "));
  CHECK_FALSE(has(err, "repeat"));
}

TEST_CASE("urls: http only, no secrets, brackets and prefixes understood") {
  for (const char* bad : {"",
                          "127.0.0.1:8741",
                          "localhost:8741",
                          "https://a",
                          "http://",
                          "http:/a",
                          "http://user:pw@a",
                          "http://a?x=1",
                          "http://a#f",
                          "ftp://a",
                          "http://a b",
                          "http://a:99999999",
                          "http://a:0",
                          "http://a:",
                          "http://[::1",
                          "http://[::1]x",
                          "http://[]",
                          "http://a/\x80",
                          "http://a\\b",
                          "http://a%zz",
                          "http://a\r\nX: y"}) {
    INFO(bad);
    const auto url = parse_server_url(bad);
    REQUIRE_FALSE(url.has_value());
    CHECK(has(url.error().message, "http://127.0.0.1:8741"));
    CHECK(Cli().run({"stats", "--url", bad}).code == 2);
  }
  const auto plain = parse_server_url("http://127.0.0.1:8741/");
  REQUIRE(plain.has_value());
  CHECK(plain->text == "http://127.0.0.1:8741");
  CHECK(plain->is_loopback);
  const auto six = parse_server_url("http://[::1]:9000/amfs/");
  REQUIRE(six.has_value());
  CHECK(six->host == "::1");
  CHECK(six->port == "9000");
  CHECK(six->authority == "[::1]:9000");
  CHECK(six->base_path == "/amfs");
  CHECK(six->is_loopback);
  const auto far = parse_server_url("http://memory.example");
  REQUIRE(far.has_value());
  CHECK(far->port == "80");
  CHECK_FALSE(far->is_loopback);
  CHECK(parse_server_url("HTTP://LOCALHOST:1")->is_loopback);
  // Boost.URL 1.81 takes this for 127.0.0.1.
  const auto lookalike = parse_server_url("http://127.0.0.1.example");
  REQUIRE(lookalike.has_value());
  CHECK(lookalike->host == "127.0.0.1.example");
  CHECK_FALSE(lookalike->is_loopback);
}

TEST_CASE("a base path goes before every request") {
  const FakeHost host;
  Cli cli;
  CHECK(cli.run({"stats", "--url", host.url() + "/memory/"}).code == 0);
  CHECK(host.last().target == "/memory/api/v1/stats");
  CHECK(host.last().header("User-Agent").substr(0, 9) == "amfs-cli/");
}
