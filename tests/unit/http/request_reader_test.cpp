// The reader without a socket: any cut of the same bytes gives the same requests.
#include "host/http/request_reader.hpp"

#include <cstring>

#include "tests/support/catch.hpp"

using namespace host::http;

namespace {

constexpr std::uint64_t kMaxBody = 100'000;

struct Outcome {
  std::vector<std::string> requests;  // "METHOD target body"
  int refused = 0;
};

// Feeds `wire` in pieces of `piece` bytes, as a connection would.
Outcome read_all(std::string_view wire, std::size_t piece) {
  const Limits limits;
  ByteBudget budget(1'000'000);
  RequestReader reader(limits);
  Outcome outcome;
  for (;;) {
    switch (reader.advance()) {
      case RequestReader::Step::kNeedData: {
        if (wire.empty()) return outcome;
        const auto space = reader.prepare();
        REQUIRE_FALSE(space.empty());
        const auto size = std::min({space.size(), piece, wire.size()});
        std::memcpy(space.data(), wire.data(), size);
        reader.commit(size);
        wire.remove_prefix(size);
        break;
      }
      case RequestReader::Step::kHead:
        if (const auto bad = reader.begin_body(kMaxBody, budget)) {
          outcome.refused = bad->status;
          return outcome;
        }
        break;
      case RequestReader::Step::kComplete: {
        const Request& request = reader.request();
        CHECK(request.reservation.bytes() == request.body.size());
        outcome.requests.push_back(std::string(request.method) + " " + std::string(request.target) +
                                   " " + request.body);
        reader.next();
        break;
      }
      case RequestReader::Step::kRefused:
        outcome.refused = reader.refusal().status;
        return outcome;
    }
  }
}

void check_every_cut(const std::string& wire, const Outcome& expected) {
  for (const std::size_t piece : {1UL, 2UL, 3UL, 5UL, 7UL, 64UL, 1'000UL, 100'000UL}) {
    CAPTURE(piece);
    const Outcome outcome = read_all(wire, piece);
    CHECK(outcome.requests == expected.requests);
    CHECK(outcome.refused == expected.refused);
  }
}

}  // namespace

TEST_CASE("a sequence of messages is read alike, however it is cut") {
  const std::string long_body(50'000, 'b');
  std::string wire;
  wire += "GET /a?b HTTP/1.1\r\nHost: h\r\n\r\n";
  wire += "\r\nPOST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";
  wire +=
      "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;x=\"\\\"\"\r\nhello\r\n000A;y\r\n, world!!!\r\n0\r\nT: t\r\n\r\n";
  wire += "POST /d HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  wire += "POST /e HTTP/1.1\r\nHost: h\r\nContent-Length: 50000\r\n\r\n" + long_body;
  wire += "POST /f HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n";
  check_every_cut(wire, {{"GET /a?b ", "POST /b hello", "POST /c hello, world!!!", "POST /d ",
                          "POST /e " + long_body, "POST /f "},
                         0});
}

TEST_CASE("a refusal ends the reading at the same place, however it is cut") {
  const std::string good = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  const std::string chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  check_every_cut(good + "BAD\r\n\r\n" + good, {{"GET / "}, 400});
  check_every_cut(good + chunked + "5\r\nhelloX\r\n0\r\n\r\n" + good, {{"GET / "}, 400});
  check_every_cut(chunked + "186a1\r\n", {{}, 413});
  check_every_cut("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100001\r\n\r\n", {{}, 413});
  check_every_cut("\r\n\r\n" + good, {{}, 400});  // one empty line is forgiven, two are not
}

TEST_CASE("a request survives being moved out") {
  const Limits limits;
  ByteBudget budget;
  RequestReader reader(limits);
  const std::string wire = "PUT /x?y HTTP/1.1\r\nHost: h\r\nA: 1\r\nContent-Length: 2\r\n\r\nok";
  std::memcpy(reader.prepare().data(), wire.data(), wire.size());
  reader.commit(wire.size());
  REQUIRE(reader.advance() == RequestReader::Step::kHead);
  CHECK(reader.request().content_length == 2);
  CHECK(reader.request().body.empty());
  REQUIRE_FALSE(reader.begin_body(10, budget));
  REQUIRE(reader.advance() == RequestReader::Step::kComplete);
  const Request request = std::move(reader.request());
  reader.next();
  CHECK(request.method == "PUT");
  CHECK(request.path == "/x");
  CHECK(request.query == "y");
  CHECK(request.headers.find("a") == "1");
  CHECK(request.body == "ok");
  CHECK(budget.in_flight() == 2);
}

TEST_CASE("skip_body() works only for bodies that are there") {
  const Limits limits;
  const std::string head = "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n";
  for (const std::string body : {"ok", "o"}) {
    RequestReader reader(limits);
    const std::string wire = head + body;
    std::memcpy(reader.prepare().data(), wire.data(), wire.size());
    reader.commit(wire.size());
    REQUIRE(reader.advance() == RequestReader::Step::kHead);
    CHECK(reader.skip_body() == (body == "ok"));
  }
}
