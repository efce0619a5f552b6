// Requests that two parsers could read differently are refused and the connection is closed.
#include <thread>

#include "tests/unit/http/test_server.hpp"

using namespace http_test;

namespace {

const std::string kPostHead = "POST /echo HTTP/1.1\r\nHost: a\r\n";
// If this were taken as a second request, its answer would show up.
const std::string kSmuggled = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

void check_refused(const TestServer& server, const std::string& bytes, int status) {
  CAPTURE(bytes.substr(0, 200));
  auto client = server.connect();
  client.send(bytes);
  const auto response = client.read_response();
  REQUIRE(response);
  CHECK(response->status == status);
  CHECK(response->header("Connection") == "close");
  CHECK(response->header("Content-Type") == "application/problem+json");
  CHECK_FALSE(response->header("X-Request-Id").empty());
  CHECK(client.is_closed_by_server());
}

}  // namespace

TEST_CASE("ambiguous framing is refused with 400 and the connection closed") {
  TestServer server;
  server.start();
  const std::string chunks = "5\r\nhello\r\n0\r\n\r\n";
  const std::string te = "Transfer-Encoding: chunked\r\n";
  const std::vector<std::string> bad = {
      kPostHead + "Content-Length: 5\r\n" + te + "\r\n" + chunks + kSmuggled,
      kPostHead + te + "Content-Length: 5\r\n\r\n" + chunks + kSmuggled,
      kPostHead + te + te + "\r\n" + chunks,
      kPostHead + "Transfer-Encoding: chunked, chunked\r\n\r\n" + chunks,
      kPostHead + "Transfer-Encoding: identity\r\n\r\n" + kSmuggled,
      kPostHead + "Transfer-Encoding: chunked, identity\r\n\r\n" + chunks,
      kPostHead + "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunks,
      kPostHead + "Transfer-Encoding: xchunked\r\nContent-Length: 3\r\n\r\nabc",
      kPostHead + "Transfer-Encoding:\vchunked\r\n\r\n" + chunks,
      kPostHead + "Transfer-Encoding : chunked\r\n\r\n" + chunks,
      kPostHead + "X: y\r\n Transfer-Encoding: chunked\r\n\r\n" + chunks,
      "POST /echo HTTP/1.0\r\nHost: a\r\n" + te + "\r\n" + chunks,
      kPostHead + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
      kPostHead + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
      kPostHead + "Content-Length: 5, 5\r\n\r\nhello",
      kPostHead + "Content-Length: -1\r\n\r\n",
      kPostHead + "Content-Length: +5\r\n\r\nhello",
      kPostHead + "Content-Length: 0x5\r\n\r\nhello",
      kPostHead + "Content-Length: 5 5\r\n\r\nhello",
      kPostHead + "Content-Length: \r\n\r\n",
      kPostHead + "Content-Length: 99999999999999999999999\r\n\r\n",
      kPostHead + "Content-Length : 5\r\n\r\nhello",
  };
  for (const std::string& bytes : bad) check_refused(server, bytes, 400);
  CHECK(server.stats().refused_malformed == bad.size());
  CHECK(server.stats().requests == 0);
}

TEST_CASE("malformed header sections are refused with 400") {
  TestServer server;
  server.start();
  const std::vector<std::string> bad = {
      "GET /hello HTTP/1.1\nHost: a\n\n",
      "GET /hello HTTP/1.1\r\nHost: a\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nX: folded\r\n\tvalue\r\n\r\n",
      "GET /hello HTTP/1.1\r\n Host: a\r\n\r\n",
      "GET /hello HTTP/1.1\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost:\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: user@a\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nX: a" + std::string(1, '\0') + "b\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\n: empty\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nX(y): z\r\n\r\n",
      "GET http://a/hello HTTP/1.1\r\nHost: a\r\n\r\n",
      "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
      "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /hello#part HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /h\xc3\xa4llo HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET  /hello HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /hello\r\n",
      "GET /hello  HTTP/1.1\r\nHost: a\r\n\r\n",
      "/hello HTTP/1.1\r\nHost: a\r\n\r\n",
      std::string("\x16\x03\x01\x02\x00\x01", 6),  // a TLS client
      std::string("\0\0\0\0", 4),
  };
  for (const std::string& bytes : bad) check_refused(server, bytes, 400);
  check_refused(server, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
  check_refused(server, "GET /hello HTTP/0.9\r\nHost: a\r\n\r\n", 505);
  check_refused(server, "GET /hello HTTP/1.2\r\nHost: a\r\n\r\n", 505);
  CHECK(server.stats().requests == 0);
}

TEST_CASE("a refused request never reaches the one hidden behind it") {
  TestServer server;
  server.start();
  auto client = server.connect();
  client.send(kPostHead + "Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc" +
              kSmuggled);
  const auto response = client.read_response();
  REQUIRE(response);
  CHECK(response->status == 400);
  CHECK(client.is_closed_by_server());
}

TEST_CASE("header section limits answer 431 and 414 before the section is complete") {
  TestServer server;
  server.start();
  check_refused(server, "GET /hello HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x'), 431);
  check_refused(server, "GET /" + std::string(9'000, 'x'), 414);
  check_refused(server, "GET /" + std::string(8'300, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414);
  std::string many = "GET /hello HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 100; ++i) many += "X-" + std::to_string(i) + ": y\r\n";
  check_refused(server, many + "\r\n", 431);
  CHECK(server.stats().refused_too_large == 4);
}

TEST_CASE("as many headers and bytes as allowed are taken") {
  TestServer server;
  server.start();
  std::string request = "GET /hello HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 99; ++i) request += "X-" + std::to_string(i) + ": y\r\n";
  auto client = server.connect();
  client.send(request + "\r\n");
  REQUIRE(client.read_response());
  const std::string start = "GET /hello?" + std::string(8'000, 'q') + " HTTP/1.1\r\nHost: a\r\nX: ";
  client.send(start + std::string(16 * 1024 - start.size() - 4, 'x') + "\r\n\r\n");
  const auto response = client.read_response();
  REQUIRE(response);
  CHECK(response->status == 200);
}

TEST_CASE("a header section that arrives byte by byte is read") {
  TestServer server;
  server.start();
  auto client = server.connect();
  const std::string request = "\r\n" + post("/echo", "body", "X-Note:  padded \t\r\n");
  for (const char c : request) client.send({&c, 1});
  const auto response = client.read_response();
  REQUIRE(response);
  CHECK(response->status == 200);
  CHECK(response->body == "body");
}

TEST_CASE("pipelined requests are answered in order on one connection") {
  TestServer server;
  server.start();
  auto client = server.connect();
  std::string both;
  for (int i = 0; i < 50; ++i) both += post("/echo", "request " + std::to_string(i));
  both += kPostHead + "Transfer-Encoding: chunked\r\n\r\n4\r\nlast\r\n0\r\n\r\n" + kSmuggled;
  client.send(both);
  for (int i = 0; i < 50; ++i) {
    const auto response = client.read_response();
    REQUIRE(response);
    CHECK(response->body == "request " + std::to_string(i));
  }
  CHECK(client.read_response()->body == "last");
  CHECK(client.read_response()->body == "hello");
  CHECK(server.stats().connections_accepted == 1);
}

TEST_CASE("a request without Content-Length has no body") {
  TestServer server;
  server.start();
  auto client = server.connect();
  client.send(kPostHead + "\r\n" + kPostHead + "Content-Length: 0\r\n\r\n");
  CHECK(client.read_response()->body.empty());
  CHECK(client.read_response()->body.empty());
}

TEST_CASE("trailers and their names never become headers") {
  TestServer server;
  std::size_t seen = 99;
  server.on("POST", "/count", [&](host::http::Request request, host::http::Responder responder) {
    seen = request.headers.count("X-Signature") + request.headers.count("X-Other");
    responder.send(host::http::text(200, request.body));
  });
  server.start();
  auto client = server.connect();
  client.send(
      "POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X-Other\r\n"
      "\r\n3\r\nabc\r\n0\r\nX-Signature: forged\r\nX-Other: b\r\n\r\n");
  const auto response = client.read_response();
  REQUIRE(response);
  CHECK(response->body == "abc");
  CHECK(seen == 0);
}

TEST_CASE("HTTP/1.0 closes unless keep-alive is asked for") {
  TestServer server;
  server.start();
  auto one = server.connect();
  one.send("GET /hello HTTP/1.0\r\n\r\n");
  CHECK(one.read_response()->header("Connection") == "close");
  CHECK(one.is_closed_by_server());

  auto two = server.connect();
  two.send("GET /hello HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
  CHECK(two.read_response()->header("Connection") == "keep-alive");
  two.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: x, close\r\n\r\n");
  CHECK(two.read_response()->header("Connection") == "close");
  CHECK(two.is_closed_by_server());
}
