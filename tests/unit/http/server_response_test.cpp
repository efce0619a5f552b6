// Routing and the response header as a client sees them.
#include <set>

#include "tests/unit/http/test_server.hpp"

using namespace http_test;

TEST_CASE("every response carries Date, X-Request-Id and Content-Length") {
  TestServer server;
  server.start();
  auto client = server.connect();
  std::set<std::string> ids;
  for (int i = 0; i < 100; ++i) {
    client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto response = client.read_response();
    REQUIRE(response);
    CHECK(response->header("Content-Length") == "5");
    CHECK(response->header("Content-Type") == "text/plain; charset=utf-8");
    CHECK(response->header("Date").size() == 29);
    CHECK(response->header("Date").substr(25) == " GMT");
    CHECK(response->header("X-Request-Id").size() == 16);
    ids.insert(response->header("X-Request-Id"));
  }
  CHECK(ids.size() == 100);
}

TEST_CASE("unknown paths are 404, other methods 405 with Allow") {
  TestServer server;
  server.start();
  auto client = server.connect();
  client.send("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n");
  auto response = client.read_response();
  REQUIRE(response);
  CHECK(response->status == 404);
  CHECK(response->body.find("\"code\":\"not_found\"") != std::string::npos);
  for (const char* method : {"DELETE", "OPTIONS", "TRACE", "get"}) {
    client.send(std::string(method) + " /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    response = client.read_response();
    REQUIRE(response);
    CHECK(response->status == 405);
    CHECK(response->header("Allow") == "GET, HEAD");
    CHECK(response->body.find("\"code\":\"method_not_allowed\"") != std::string::npos);
  }
  CHECK(server.stats().refused_no_route == 5);
}

TEST_CASE("HEAD on a GET route answers the header only") {
  TestServer server;
  server.start();
  auto client = server.connect();
  client.send(
      "HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\nHEAD /none HTTP/1.1\r\nHost: a\r\n\r\n"
      "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  auto response = client.read_response(false);
  REQUIRE(response);
  CHECK(response->status == 200);
  CHECK(response->header("Content-Length") == "5");
  CHECK(client.read_response(false)->status == 404);
  response = client.read_response();
  REQUIRE(response);
  CHECK(response->body == "hello");
}

TEST_CASE("204 has neither body nor length") {
  TestServer server;
  server.on("DELETE", "/thing", [](host::http::Request, host::http::Responder responder) {
    responder.send(host::http::empty(204));
  });
  server.start();
  auto client = server.connect();
  client.send("DELETE /thing HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  auto response = client.read_response();
  REQUIRE(response);
  CHECK(response->status == 204);
  CHECK(response->header("Content-Length").empty());
  CHECK(client.read_response()->body == "hello");
}

TEST_CASE("handlers see the request as it was sent") {
  TestServer server;
  server.on("GET", "/things/{id}",
            [](host::http::Request request, host::http::Responder responder) {
              const auto id = request.param("id");
              const auto query = request.query_params();
              std::string seen = id ? *id : id.error().code;
              seen += '|' + std::string(request.query) + '|';
              seen += query && query->find("q") ? *query->find("q") : "-";
              seen += '|' + std::string(request.headers.find("x-NOTE").value_or("none"));
              seen += '|' + request.peer_address + (request.is_loopback_peer ? " loopback" : "");
              seen += '|' + std::to_string(request.received_ns > 0);
              host::http::Response response = host::http::text(200, seen);
              response.set_header("X-Split", "a\r\nSet-Cookie: b");
              responder.send(std::move(response));
            });
  server.start();
  auto client = server.connect();
  client.send("GET /things/a%2Fb%20c?q=x+y HTTP/1.1\r\nHost: a\r\nX-Note: n\r\n\r\n");
  auto response = client.read_response();
  REQUIRE(response);
  CHECK(response->body == "a/b c|q=x+y|x y|n|127.0.0.1 loopback|1");
  CHECK(response->header("Set-Cookie").empty());
  client.send("GET /things/%zz?q=%00 HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client.read_response()->body == "invalid_target|q=%00|-|none|127.0.0.1 loopback|1");
}

TEST_CASE("on_head() hands its findings to handle()") {
  struct Found : host::http::RequestContext {
    std::string who;
  };
  struct TwoStage final : host::http::Handler {
    host::http::HeadDecision on_head(host::http::Request& request) override {
      auto found = std::make_unique<Found>();
      found->who = std::string(request.headers.find("X-Who").value_or("?"));
      request.context = std::move(found);
      return host::http::Proceed{};
    }
    void handle(host::http::Request request, host::http::Responder responder) override {
      const auto& found = static_cast<const Found&>(*request.context);
      responder.send(host::http::text(200, found.who + ":" + request.body));
    }
  };
  TestServer server;
  server.router.add("POST", "/two", std::make_shared<TwoStage>());
  server.start();
  auto client = server.connect();
  client.send(post("/two", "body", "X-Who: me\r\n"));
  CHECK(client.read_response()->body == "me:body");
}
