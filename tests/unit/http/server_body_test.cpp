// Bodies: limits, chunks, Expect, and the bytes-in-flight budget.
#include <thread>

#include "tests/unit/http/test_server.hpp"

using namespace http_test;

namespace {

const std::string kPostHead = "POST /echo HTTP/1.1\r\nHost: a\r\n";
const std::string kChunkedHead = kPostHead + "Transfer-Encoding: chunked\r\n\r\n";

std::string chunk(std::string_view data) {
  char size[20];
  std::snprintf(size, sizeof size, "%zx\r\n", data.size());
  return size + std::string(data) + "\r\n";
}

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31 % 251);
  return bytes;
}

}  // namespace

TEST_CASE("bodies of all sizes come through unchanged") {
  TestServer server;
  server.start();
  auto client = server.connect();
  for (const std::size_t size : {1UL, 4'095UL, 10'240UL, 32'700UL, 32'768UL, 40'000UL, 200'000UL}) {
    CAPTURE(size);
    const std::string body = pattern(size);
    client.send(post("/echo", body));
    const auto response = client.read_response();
    REQUIRE(response);
    CHECK(response->body == body);
  }
  CHECK(server.budget.in_flight() == 0);
}

TEST_CASE("a body larger than one read step is read completely") {
  TestServer server;
  server.router.add("POST", "/large", std::make_shared<EchoHandler>(4'000'000));
  server.start();
  auto client = server.connect();
  const std::string body = pattern(3'000'000);
  std::thread sender([&] { client.send(post("/large", body)); });
  const auto response = client.read_response();
  sender.join();
  REQUIRE(response);
  CHECK(response->body == body);
}

TEST_CASE("chunked bodies are decoded, however they are cut") {
  TestServer server;
  server.start();
  auto client = server.connect();
  client.send(kChunkedHead + chunk("hello ") + "5;name=\"a;b\";x=y\r\nworld\r\n0;last\r\n\r\n");
  CHECK(client.read_response()->body == "hello world");
  client.send(kChunkedHead + "0\r\n\r\n");
  CHECK(client.read_response()->body.empty());

  const std::string body = pattern(150'000);
  client.send(kChunkedHead + chunk(body.substr(0, 100'000)) + chunk(body.substr(100'000)) +
              "0\r\n\r\n");
  CHECK(client.read_response()->body == body);

  const std::string bytewise = kChunkedHead + chunk("ab") + chunk("c") + "0\r\nT: v\r\n\r\n";
  for (const char c : bytewise) client.send({&c, 1});
  CHECK(client.read_response()->body == "abc");
  CHECK(server.budget.in_flight() == 0);
}

TEST_CASE("malformed chunks are refused") {
  TestServer server;
  server.start();
  const std::vector<std::string> bad = {
      "x\r\nhello\r\n0\r\n\r\n",      "-5\r\nhello\r\n0\r\n\r\n", "5\nhello\r\n0\r\n\r\n",
      "5\r\nhelloXX0\r\n\r\n",        "5 \r\nhello\r\n0\r\n\r\n", "ffffffffffffffffff\r\nhello",
      "5;\r\nhello\r\n0\r\n\r\n\r\n", "0\r\nbad trailer\r\n\r\n", "\r\n0\r\n\r\n",
  };
  for (const std::string& body : bad) {
    CAPTURE(body);
    auto client = server.connect();
    client.send(kChunkedHead + body);
    const auto response = client.read_response();
    REQUIRE(response);
    CHECK(response->status == 400);
    CHECK(client.is_closed_by_server());
  }
}

TEST_CASE("floods of chunk extensions, tiny chunks and trailers are cut off") {
  TestServer server;
  server.start();
  SECTION("one endless extension") {
    auto client = server.connect();
    client.send(kChunkedHead + "5;" + std::string(20'000, 'x'));
    CHECK(client.read_response()->status == 400);
  }
  SECTION("many extensions") {
    auto client = server.connect();
    std::string body;
    for (int i = 0; i < 100; ++i) body += "1;x=" + std::string(2'000, 'x') + "\r\na\r\n";
    client.send(kChunkedHead + body);
    CHECK(client.read_response()->status == 400);
  }
  SECTION("endless trailers") {
    auto client = server.connect();
    std::string body = chunk("a") + "0\r\n";
    for (int i = 0; i < 1'000; ++i) body += "X-Trailer-Name: value value value\r\n";
    client.send(kChunkedHead + body);
    CHECK(client.read_response()->status == 400);
  }
  SECTION("one-byte chunks beyond the allowance") {
    auto client = server.connect();
    std::string body;
    for (int i = 0; i < 30'000; ++i) body += "1\r\na\r\n";
    client.send(kChunkedHead + body);
    CHECK(client.read_response()->status == 400);
  }
}

TEST_CASE("413 comes before the body is read") {
  TestServer server;
  server.start();
  auto client = server.connect();
  client.send(kPostHead + "Content-Length: 200001\r\n\r\n");
  const auto response = client.read_response();
  REQUIRE(response);
  CHECK(response->status == 413);
  CHECK(response->body.find("\"code\":\"payload_too_large\"") != std::string::npos);
  CHECK(response->header("Connection") == "close");
  CHECK(server.budget.in_flight() == 0);
}

TEST_CASE("a client that sends its too large body anyway still sees the 413") {
  TestServer server;
  server.start();
  for (const bool chunked : {false, true}) {
    CAPTURE(chunked);
    auto client = server.connect();
    const std::string body(2'000'000, 'x');
    std::thread sender([&] {
      client.send(chunked ? kChunkedHead + chunk(body) + "0\r\n\r\n" : post("/echo", body));
      client.shutdown_send();
    });
    const auto response = client.read_response();
    sender.join();
    REQUIRE(response);
    CHECK(response->status == 413);
  }
}

TEST_CASE("chunks that add up to more than the limit are refused") {
  TestServer server;
  server.start();
  auto client = server.connect();
  client.send(kChunkedHead + chunk(std::string(150'000, 'a')) + chunk(std::string(50'001, 'b')));
  CHECK(client.read_response()->status == 413);
  CHECK(eventually([&] { return server.budget.in_flight() == 0; }));
}

TEST_CASE("Expect: 100-continue is answered only when the body is wanted") {
  TestServer server;
  server.start();
  auto client = server.connect();
  client.send(kPostHead + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  CHECK(client.read_response(false)->status == 100);
  client.send("hello");
  CHECK(client.read_response()->body == "hello");

  client.send(kPostHead + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello");
  CHECK(client.read_response()->status == 200);  // the body was there already

  client.send(
      "POST /nowhere HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  CHECK(client.read_response()->status == 404);

  auto other = server.connect();
  other.send(kPostHead + "Expect: a-miracle\r\nContent-Length: 5\r\n\r\n");
  CHECK(other.read_response()->status == 417);
}

TEST_CASE("bytes in flight are admitted up to the budget and no further") {
  TestServer server({}, 150'000);
  std::mutex mutex;
  std::vector<host::http::BodyReservation> held;
  server.on("POST", "/hold", [&](host::http::Request request, host::http::Responder responder) {
    const std::lock_guard lock(mutex);
    held.push_back(std::move(request.reservation));
    responder.send(host::http::empty(200));
  });
  server.start();
  auto client = server.connect();
  client.send(post("/hold", std::string(100'000, 'x')));
  CHECK(client.read_response()->status == 200);
  CHECK(server.budget.in_flight() == 100'000);

  for (const std::string& request :
       {post("/echo", std::string(60'000, 'x')),
        kChunkedHead + chunk(std::string(40'000, 'x')) + chunk(std::string(20'000, 'x'))}) {
    auto refused = server.connect();
    refused.send(request);
    const auto response = refused.read_response();
    REQUIRE(response);
    CHECK(response->status == 503);
    CHECK(response->header("Retry-After") == "1");
    CHECK(response->body.find("\"code\":\"overloaded\"") != std::string::npos);
  }
  CHECK(server.stats().refused_overloaded == 2);
  CHECK(eventually([&] { return server.budget.in_flight() == 100'000; }));
  held.clear();
  client.send(post("/echo", std::string(60'000, 'x')));
  CHECK(client.read_response()->status == 200);
}

TEST_CASE("a refusal in on_head() skips the body and keeps the connection when it can") {
  struct Refuser final : host::http::Handler {
    host::http::HeadDecision on_head(host::http::Request&) override {
      return host::http::problem(401, "signature_missing", "Sign the request.");
    }
    void handle(host::http::Request, host::http::Responder) override {}
  };
  TestServer server;
  server.router.add("POST", "/refuse", std::make_shared<Refuser>());
  server.start();
  auto client = server.connect();
  client.send(post("/refuse", "a small body") + post("/echo", "next"));
  CHECK(client.read_response()->status == 401);
  CHECK(client.read_response()->body == "next");

  client.send("POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
  const auto response = client.read_response();
  REQUIRE(response);
  CHECK(response->status == 401);
  CHECK(response->header("Connection") == "close");
}
