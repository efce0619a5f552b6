#include "host/http/router.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/http/make_request.hpp"

using namespace host::http;
using http_test::make_request;

namespace {

std::shared_ptr<Handler> named(std::string name) {
  return sync_handler([name = std::move(name)](Request&) { return text(200, name); });
}

// The name of the handler that is found, or "405 <allow>", or "404".
std::string found(const Router& router, std::string_view method, std::string_view path) {
  Request request = make_request(method, path);
  const auto match = router.find(request);
  if (match.handler == nullptr) return match.allow.empty() ? "404" : "405 " + match.allow;
  http_test::CapturedResponse captured;
  match.handler->handle(std::move(request), captured.responder());
  return captured.wait()->body;
}

Router sample() {
  Router router;
  router.add("GET", "/e/{path*}/{key}", named("entry"));
  router.add("GET", "/events/{id}", named("event"));
  router.add("POST", "/events/{id}/replay", named("replay one"));
  router.add("POST", "/events/replay", named("replay"));
  router.add("POST", "/hooks/{connector}", named("hook"));
  router.add("POST", "/hooks/{connector}/{token}", named("hook token"));
  router.add("GET", "/", named("root"));
  router.add("GET", "/docs/{rest*}", named("docs"));
  router.add("GET", "/docs/index", named("index"));
  router.add("OPTIONS", "/docs/{rest*}", named("options"));
  return router;
}

}  // namespace

TEST_CASE("routes match by segments, the most specific first") {
  const Router router = sample();
  CHECK(found(router, "GET", "/") == "root");
  CHECK(found(router, "GET", "/events/42") == "event");
  CHECK(found(router, "GET", "/events/replay") == "event");
  CHECK(found(router, "POST", "/events/replay") == "replay");
  CHECK(found(router, "POST", "/events/42/replay") == "replay one");
  CHECK(found(router, "POST", "/hooks/github") == "hook");
  CHECK(found(router, "POST", "/hooks/github/t") == "hook token");
  CHECK(found(router, "GET", "/docs/index") == "index");
  CHECK(found(router, "GET", "/docs/a/b/c") == "docs");
  CHECK(found(router, "OPTIONS", "/docs/index") == "options");
  CHECK(found(router, "HEAD", "/events/42") == "event");
}

TEST_CASE("what matches no route is 404, no method 405 with all that would") {
  const Router router = sample();
  for (const char* path : {"/x", "/events", "/events/", "/hooks/", "/hooks/a/b/c", "/e/key",
                           "/docs", "/docs/", "//", "/Events/42", "/%65vents/42", "*", ""}) {
    CAPTURE(path);
    CHECK(found(router, "GET", path) == "404");
  }
  CHECK(found(router, "PUT", "/events/replay") == "405 POST, GET, HEAD");
  CHECK(found(router, "POST", "/docs/index") == "405 GET, HEAD, OPTIONS");
  CHECK(found(router, "GET", "/" + std::string(200, '/')) == "404");
}

TEST_CASE("parameters are the raw segments") {
  const Router router = sample();
  Request request = make_request("GET", "/e/team%2Fa/svc%20x//key%2f1?q=/");
  REQUIRE(router.find(request).handler != nullptr);
  CHECK(request.params.raw("path") == "team%2Fa/svc%20x/");
  CHECK(request.params.raw("key") == "key%2f1");
  CHECK(*request.param("key") == "key/1");
  CHECK(request.params.raw("none").empty());
}

TEST_CASE("bad and doubled patterns are refused when they are added") {
  Router router = sample();
  for (const char* pattern :
       {"", "x", "/{}", "/{a", "/a{b}", "/{a*}/{b*}", "/{a}/{b}/{c}/{d}/{e}", "/*"}) {
    CAPTURE(pattern);
    CHECK_THROWS_AS(router.add("GET", pattern, named("x")), std::invalid_argument);
  }
  CHECK_THROWS_AS(router.add("GET", "/events/{other}", named("x")), std::invalid_argument);
  CHECK_NOTHROW(router.add("PUT", "/events/{other}", named("x")));
}
