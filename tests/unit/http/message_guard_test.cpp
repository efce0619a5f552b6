#include "host/http/message_guard.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/http/make_request.hpp"

using namespace host::http;
using http_test::make_request;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

// The framing's body kind, or the refusal's status.
int outcome(const Fields& fields, int version = 11, std::string_view target = "/") {
  Request request = make_request("POST", target, fields);
  request.version = version;
  const auto result = check_message(request, Limits{});
  if (const auto* refusal = std::get_if<Refusal>(&result)) return refusal->status;
  return static_cast<int>(std::get<Framing>(result).body);
}

Framing framing(const Fields& fields, int version = 11) {
  Request request = make_request("POST", "/", fields);
  request.version = version;
  return std::get<Framing>(check_message(request, Limits{}));
}

constexpr int kNone = static_cast<int>(Framing::Body::kNone);
constexpr int kLength = static_cast<int>(Framing::Body::kLength);
constexpr int kChunked = static_cast<int>(Framing::Body::kChunked);

HeadScanner::State scan(std::string_view text) {
  // The outcome must not depend on how the bytes are cut.
  HeadScanner whole;
  const auto state = whole.scan(text, Limits{});
  HeadScanner bytewise;
  auto last = HeadScanner::State::kNeedMore;
  for (std::size_t n = 1; n <= text.size() && last == HeadScanner::State::kNeedMore; ++n) {
    last = bytewise.scan(text.substr(0, n), Limits{});
  }
  CHECK(last == state);
  if (state == HeadScanner::State::kComplete) CHECK(whole.head_bytes() == bytewise.head_bytes());
  return state;
}

}  // namespace

TEST_CASE("message length is taken from exactly one unambiguous source") {
  const std::pair<std::string, std::string> host{"Host", "a"};
  CHECK(outcome({host}) == kNone);
  CHECK(outcome({host, {"Content-Length", "0"}}) == kNone);
  CHECK(outcome({host, {"content-length", "12"}}) == kLength);
  CHECK(outcome({host, {"Transfer-Encoding", "Chunked"}}) == kChunked);

  CHECK(outcome({host, {"Transfer-Encoding", "chunked"}}, 10) == 400);
  CHECK(outcome({host, {"Transfer-Encoding", "chunked"}, {"Content-Length", "1"}}) == 400);
  CHECK(outcome({host, {"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}}) == 400);
  CHECK(outcome({host, {"Transfer-Encoding", "chunked"}, {"transfer-encoding", "chunked"}}) == 400);
  for (const char* value : {"", "identity", "gzip", "gzip, chunked", "chunked, chunked", "chunked,",
                            "\"chunked\"", "chunked;x=y", "chunke\xc4\x91"}) {
    CHECK(outcome({host, {"Transfer-Encoding", value}}) == 400);
  }
  CHECK(outcome({host, {"Content-Length", "1"}, {"Content-Length", "1"}}) == 400);
  for (const char* value : {"", "+1", "-1", "0x1", "1,1", "1 ", "1e3", "12345678901234567890"}) {
    CHECK(outcome({host, {"Content-Length", value}}) == 400);
  }
  CHECK(framing({host, {"Content-Length", "9999999999999999999"}}).content_length ==
        9'999'999'999'999'999'999ULL);
}

TEST_CASE("Host and target") {
  CHECK(outcome({}) == 400);
  CHECK(outcome({}, 10) == kNone);
  CHECK(outcome({{"Host", "a"}, {"Host", "a"}}, 10) == 400);
  for (const char* host : {"example.com", "127.0.0.1:8741", "[::1]:80", "a_b"}) {
    CHECK(outcome({{"Host", host}}) == kNone);
  }
  for (const char* host : {"", "a b", "a/b", "a@b", "a,b", "a?b", "a#b", "\xc3\xa4"}) {
    CHECK(outcome({{"Host", host}}) == 400);
  }
  for (const char* target : {"/", "/a?b=c", "/%00", "//a", "/a/../b"}) {
    CHECK(outcome({{"Host", "a"}}, 11, target) == kNone);
  }
  for (const char* target : {"*", "http://a/", "a:80", "/a#b", "/a b", "/\x01", "/\xc3\xa4"}) {
    CHECK(outcome({{"Host", "a"}}, 11, target) == 400);
  }
  CHECK(outcome({{"Host", "a"}}, 11, "/" + std::string(8192, 'x')) == 414);
}

TEST_CASE("field bytes are checked again") {
  CHECK(outcome({{"Host", "a"}, {"X", "tab\tand \xc3\xa4"}}) == kNone);
  for (const char* value : {"a\nb", "a\rb", "\x01", "\x7f"}) {
    CHECK(outcome({{"Host", "a"}, {"X", value}}) == 400);
  }
  for (const char* name : {"", "a b", "a:", "a\n"}) {
    CHECK(outcome({{"Host", "a"}, {name, "v"}}) == 400);
  }
  CHECK(outcome({{"Host", "a"}, {"X", std::string("a\0b", 3)}}) == 400);
  Fields many{{"Host", "a"}};
  for (int i = 0; i < 100; ++i) many.emplace_back("X", "y");
  CHECK(outcome(many) == 431);
}

TEST_CASE("Connection and Expect") {
  const std::pair<std::string, std::string> host{"Host", "a"};
  CHECK(framing({host}).keep_alive);
  CHECK_FALSE(framing({host, {"Connection", "close"}}).keep_alive);
  CHECK_FALSE(framing({host, {"Connection", "keep-alive"}, {"Connection", "x ,CLOSE"}}).keep_alive);
  CHECK_FALSE(framing({host}, 10).keep_alive);
  CHECK(framing({host, {"Connection", "x,, Keep-Alive"}}, 10).keep_alive);

  CHECK(framing({host, {"Expect", "100-Continue"}}).expect_continue);
  CHECK_FALSE(framing({host, {"Expect", "100-continue"}}, 10).expect_continue);
  CHECK(outcome({host, {"Expect", "200-ok"}}) == 417);
  CHECK(outcome({host, {"Expect", "100-continue"}, {"Expect", "100-continue"}}) == 417);
}

TEST_CASE("the head scanner finds the end, and trouble before it") {
  using State = HeadScanner::State;
  CHECK(scan("GET / HTTP/1.1\r\nHost: a\r\n\r\n") == State::kComplete);
  CHECK(scan("GET / HTTP/1.0\r\n\r\n") == State::kComplete);
  CHECK(scan("GET / HTTP/1.1\r\nHost: a\r\n\r") == State::kNeedMore);
  CHECK(scan("G") == State::kNeedMore);
  for (const char* bad : {"GET / HTTP/1.1\n", "GET /\r\n", "GET / HTTP/1.1\r\nA: b\n",
                          "GET / HTTP/1.1\r\nA: b\r\n c\r\n", "GET / HTTP/1.1\r\n\n", "\x16\x03",
                          " GET", "GET / HTTP/2.0\r\n", "\n", "GET / HTTP/1.1 \r\n"}) {
    CAPTURE(bad);
    CHECK(scan(bad) == State::kRefused);
  }
  CHECK(scan("GET /" + std::string(9'000, 'x')) == State::kRefused);
  CHECK(scan("GET / HTTP/1.1\r\nA: " + std::string(17'000, 'x')) == State::kRefused);
}
