// What the intake refuses, each with the contract's answer (2.1), and that a refusal leaves nothing
// behind: no event, no memory, a host that works on.
#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::size_t kHugeBody = 30U << 20;  // above every manifest's limit

TestHost& host() {
  static TestHost shared({"echo"});
  static const bool started = (shared.start(), true);
  static_cast<void>(started);
  return shared;
}

const std::string kBody = R"({"project":"shop","id":"1"})";

struct Refusal {
  int status;
  std::string code;
  bool operator==(const Refusal& other) const {
    return status == other.status && code == other.code;
  }
};
std::ostream& operator<<(std::ostream& out, const Refusal& refusal) {
  return out << refusal.status << ' ' << refusal.code;
}

Refusal refused(const test::HttpHeaders& headers, const std::string& connector = "echo") {
  const Answer answer = host().deliver(connector, kBody, headers);
  return {answer.status, answer.code()};
}

Refusal with_signature(const std::string& signature) {
  test::HttpHeaders headers = signed_headers(kBody);
  set_header(headers, "X-Signature", signature);
  return refused(headers);
}

// Nothing was taken in, and a right delivery still is.
struct NothingLeft {
  NothingLeft() : received(host().api().event_count("received")) {}
  ~NothingLeft() {
    check_alive(host());
    CHECK(host().api().event_count("received") == received);
  }
  std::int64_t received;
};

std::string request_head(const std::string& target, const std::string& fields) {
  return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
         fields + "\r\n";
}

}  // namespace

TEST_CASE("a signature that is not the right one", "[refusal]") {
  const NothingLeft nothing_left;
  const Refusal invalid{401, "signature_invalid"};
  const std::string good = test::sha256_signature(kSecret, kBody);
  CHECK(with_signature(test::sha256_signature("another secret", kBody)) == invalid);
  CHECK(with_signature(test::sha256_signature(kSecret, kBody + " ")) == invalid);
  CHECK(with_signature(good.substr(0, good.size() - 2)) == invalid);
  CHECK(with_signature(good.substr(0, 20)) == invalid);
  CHECK(with_signature(good + "00") == invalid);
  CHECK(with_signature("sha256=") == invalid);
  CHECK(with_signature("") == invalid);
  CHECK(with_signature(good.substr(7)) == invalid);
  CHECK(with_signature("sha1=" + good.substr(7)) == invalid);
}

TEST_CASE("a signature that is not there", "[refusal]") {
  const NothingLeft nothing_left;
  CHECK(refused({{"Content-Type", "application/json"}}) == Refusal{401, "signature_missing"});
}

TEST_CASE("two signatures", "[refusal]") {
  const NothingLeft nothing_left;
  test::HttpHeaders headers = signed_headers(kBody);
  headers.emplace_back("X-Signature", test::sha256_signature(kSecret, kBody));
  CHECK(refused(headers) == Refusal{401, "signature_invalid"});
}

TEST_CASE("a refusal repeats nothing of what was sent", "[refusal]") {
  const NothingLeft nothing_left;
  const std::string good = test::sha256_signature("another secret", kBody);
  test::HttpHeaders headers = signed_headers(kBody);
  set_header(headers, "X-Signature", good);
  const Answer answer = host().deliver("echo", kBody, headers);
  CHECK(answer.http.body.find(good.substr(7)) == std::string::npos);
  CHECK(answer.http.body.find("shop") == std::string::npos);
}

TEST_CASE("another connector's secret", "[refusal]") {
  const NothingLeft nothing_left;
  test::HttpHeaders headers = test::github_headers("the echo secret", "push", "d-1", kBody);
  CHECK(refused(headers, "github") == Refusal{401, "signature_invalid"});
}

TEST_CASE("an unknown connector and a foreign token get one and the same answer", "[refusal]") {
  const NothingLeft nothing_left;
  const Answer unknown = host().deliver("ecco", kBody, signed_headers(kBody));
  CHECK(unknown.status == 404);
  CHECK(unknown.code() == "unknown_endpoint");
  CHECK(unknown.http.body.find("echo") == std::string::npos);  // the nearest name is for the log
  for (const char* target :
       {"echo/amfs_ep_guess", "nobody/amfs_ep_guess", "..", "%2e%2e", "ECHO", "echo%00", "%FF"}) {
    INFO(target);
    const Answer other = host().deliver(target, kBody, signed_headers(kBody));
    CHECK(other.status == 404);
    CHECK(other.http.body == unknown.http.body);
  }
}

TEST_CASE("other methods", "[refusal]") {
  const NothingLeft nothing_left;
  for (const char* method : {"GET", "PUT", "DELETE", "PATCH"}) {
    INFO(method);
    const Answer answer = host().sender().call(method, "/webhooks/echo");
    CHECK(answer.status == 405);
    CHECK(answer.http.header("Allow").find("POST") != std::string::npos);
  }
  CHECK(host().sender().call("POST", "/webhooks", kBody, signed_headers(kBody)).status == 404);
}

TEST_CASE("a declared length above the limit is refused before the body is sent", "[refusal]") {
  const NothingLeft nothing_left;
  const Answer answer = host().sender().exchange(request_head(
      "/api/v1/webhooks/echo",
      "X-Signature: sha256=00\r\nContent-Length: " + std::to_string(kHugeBody) + "\r\n"));
  CHECK(answer.status == 413);
  CHECK(answer.code() == "payload_too_large");
}

TEST_CASE("a huge body with its length", "[refusal]") {
  const NothingLeft nothing_left;
  const std::string body(kHugeBody, ' ');
  for (const char* connector : {"echo", "github"}) {
    INFO(connector);
    test::HttpHeaders headers = signed_headers(body);
    headers.emplace_back("X-Hub-Signature-256", headers.back().second);
    const Answer answer = host().deliver(connector, body, headers);
    CHECK(answer.status == 413);
    CHECK(answer.code() == "payload_too_large");
    host().sender().client().disconnect();
  }
}

TEST_CASE("a huge body in chunks is cut off where the limit is passed", "[refusal]") {
  const NothingLeft nothing_left;
  const std::string chunk = "10000\r\n" + std::string(0x10000, ' ') + "\r\n";
  std::string request =
      request_head("/api/v1/webhooks/echo", "X-Signature: " + test::sha256_signature(kSecret, "") +
                                                "\r\nTransfer-Encoding: chunked\r\n");
  for (std::size_t sent = 0; sent < kHugeBody; sent += 0x10000) request += chunk;
  request += "0\r\n\r\n";
  const Answer answer = host().sender().exchange(request);
  CHECK(answer.status == 413);
  CHECK(answer.code() == "payload_too_large");
  host().sender().client().disconnect();
}

TEST_CASE("a body that ends early is not an event", "[refusal]") {
  const NothingLeft nothing_left;
  test::HttpClient cut(host().process().port(), std::chrono::milliseconds(300));
  const std::string head = request_head(
      "/api/v1/webhooks/echo", "X-Signature: " + test::sha256_signature(kSecret, kBody) +
                                   "\r\nContent-Length: " + std::to_string(kBody.size()) + "\r\n");
  CHECK_FALSE(cut.exchange(head + kBody.substr(0, 10)));
  cut.disconnect();
}

TEST_CASE("requests that two readers could read differently", "[refusal]") {
  const NothingLeft nothing_left;
  const std::string signature = "X-Signature: " + test::sha256_signature(kSecret, "{}") + "\r\n";
  for (const char* framing :
       {"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 2\r\nContent-Length: 3\r\n", "Content-Length: +2\r\n",
        "Content-Length: -1\r\n", "Transfer-Encoding: gzip, chunked\r\n"}) {
    INFO(framing);
    const Answer answer =
        host().sender().exchange(request_head("/api/v1/webhooks/echo", signature + framing) + "{}");
    CHECK(answer.status >= 400);
    CHECK(answer.status <= 501);
    host().sender().client().disconnect();
  }
}

TEST_CASE("a chunked delivery is a delivery", "[refusal]") {
  const std::string body = R"({"project":"shop","id":"chunked"})";
  std::string request = request_head("/api/v1/webhooks/echo",
                                     "X-Signature: " + test::sha256_signature(kSecret, body) +
                                         "\r\nTransfer-Encoding: chunked\r\n");
  request += "5\r\n" + body.substr(0, 5) + "\r\n1c;ext=1\r\n" + body.substr(5) + "\r\n0\r\n\r\n";
  const Answer answer = host().sender().exchange(request);
  REQUIRE(answer.status == 200);
  CHECK(host().api().settled_event(answer.text("event_id")).text("outcome") == "written");
}

TEST_CASE("no secret means not yet, not never", "[refusal]") {
  TestHost bare({"echo"});
  bare.options().environment.erase("AMFS_CONNECTOR_ECHO_SECRET");
  SECTION("none") {}
  SECTION("an empty one") { bare.options().environment["AMFS_CONNECTOR_ECHO_SECRET"] = ""; }
  SECTION("a blank one") { bare.options().environment["AMFS_CONNECTOR_ECHO_SECRET"] = "  \t"; }
  bare.start();
  const Answer answer = bare.deliver("echo", kBody, signed_headers(kBody));
  CHECK(answer.status == 503);
  CHECK(answer.code() == "connector_unconfigured");
  CHECK_FALSE(answer.http.header("Retry-After").empty());
  // Signed with the empty secret: still no.
  test::HttpHeaders empty_key = signed_headers(kBody);
  set_header(empty_key, "X-Signature", test::sha256_signature("", kBody));
  CHECK(bare.deliver("echo", kBody, empty_key).status == 503);
  CHECK(bare.api().event_count("received") == 0);
  CHECK(bare.api().connector_state("echo") == "unconfigured");
}

TEST_CASE("the previous secret is good during a rotation", "[refusal]") {
  TestHost rotating({"echo"});
  rotating.options().environment["AMFS_CONNECTOR_ECHO_SECRET"] = "the-new-one";
  rotating.options().environment["AMFS_CONNECTOR_ECHO_SECRET_PREVIOUS"] = kSecret;
  rotating.start();
  CHECK(rotating.deliver("echo", kBody, signed_headers(kBody)).status == 200);
  const std::string other = R"({"project":"shop","id":"2"})";
  test::HttpHeaders with_new = signed_headers(other);
  set_header(with_new, "X-Signature", test::sha256_signature("the-new-one", other));
  CHECK(rotating.deliver("echo", other, with_new).status == 200);
  set_header(with_new, "X-Signature", test::sha256_signature("neither", other));
  CHECK(rotating.deliver("echo", other, with_new).status == 401);
}
