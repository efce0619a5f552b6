#include "host/http/response.hpp"
#include "host/http/response_head.hpp"
#include "tests/support/catch.hpp"

using namespace host::http;

TEST_CASE("a problem is RFC 9457 JSON with our code") {
  const Response response = problem(422, "invalid_field", "Fix \"key\".\n",
                                    {{"/key", "must not be empty"}, {"/v\xff", "x"}});
  CHECK(response.status == 422);
  CHECK(response.content_type == kProblemJson);
  CHECK(response.body == R"({"type":"about:blank","title":"Unprocessable Content","status":422,)"
                         R"("detail":"Fix \"key\".\n","code":"invalid_field",)"
                         R"("errors":[{"field":"/key","message":"must not be empty"},)"
                         R"({"field":"/v?","message":"x"}]})");
  CHECK(problem(404, "not_found", "Gone.").body.find("errors") == std::string::npos);
}

TEST_CASE("header values cannot split a response") {
  Response response = empty(503);
  response.set_header("X-Note", "a\r\nb\0c").retry_after(7);
  CHECK(response.headers[0].value == "a  b");
  CHECK(response.headers[1].name == "Retry-After");
  CHECK(response.headers[1].value == "7");
}

TEST_CASE("the date is RFC 9110's and changes with the second") {
  DateCache cache;
  CHECK(cache.get(784'111'777 * host::kNsPerSecond) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(cache.get(784'111'777 * host::kNsPerSecond + 999'999'999) ==
        "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(cache.get(784'111'778 * host::kNsPerSecond) == "Sun, 06 Nov 1994 08:49:38 GMT");
}

TEST_CASE("a response head") {
  std::string out;
  append_response_head(out, json(202, "{}").set_header("A", "b"), {"D", "ID", 2, true, true});
  CHECK(out ==
        "HTTP/1.1 202 Accepted\r\nDate: D\r\nX-Request-Id: ID\r\nContent-Type: application/json\r\n"
        "Content-Length: 2\r\nConnection: keep-alive\r\nA: b\r\n\r\n");
}
