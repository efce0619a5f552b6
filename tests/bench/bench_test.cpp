// The pieces of the load generator that a wrong measurement would come from.
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <set>
#include <string>

#include "tests/bench/body_signer.hpp"
#include "tests/bench/corpus.hpp"
#include "tests/bench/histogram.hpp"
#include "tests/bench/json_line.hpp"
#include "tests/bench/numbers.hpp"
#include "tests/bench/request_factory.hpp"
#include "tests/bench/response_reader.hpp"
#include "tests/bench/settle_watch.hpp"
#include "tests/bench/target.hpp"
#include "tests/support/catch.hpp"

namespace {

using namespace bench;

std::string plain_hmac_hex(const std::string& secret, const std::string& text) {
  unsigned char code[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), code, &size);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    hex += "0123456789abcdef"[code[i] >> 4];
    hex += "0123456789abcdef"[code[i] & 15];
  }
  return hex;
}

std::string field_of(const std::string& head, const std::string& name) {
  const std::size_t at = head.find("\r\n" + name + ": ");
  REQUIRE(at != std::string::npos);
  const std::size_t begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

}  // namespace

TEST_CASE("histogram quantiles are at most 1/128 too high") {
  Histogram histogram;
  CHECK(histogram.quantile(0.5) == 0);
  for (int i = 1; i <= 100'000; ++i) histogram.record(i * 1000LL);
  CHECK(histogram.count() == 100'000);
  CHECK(histogram.max() == 100'000'000);
  for (const double fraction : {0.01, 0.5, 0.99, 0.999, 1.0}) {
    const double exact = fraction * 1e8;
    const auto got = static_cast<double>(histogram.quantile(fraction));
    CHECK(got >= exact);
    CHECK(got <= exact * (1 + 1.0 / 128));
  }
}

TEST_CASE("histogram takes the smallest and the largest value") {
  Histogram histogram;
  histogram.record(-5);
  histogram.record(INT64_MAX);
  CHECK(histogram.quantile(0.5) == 0);
  CHECK(histogram.quantile(1) == INT64_MAX);
}

TEST_CASE("a signature from the kept state equals the plain HMAC") {
  for (const std::size_t secret_bytes : {1u, 20u, 64u, 65u, 200u}) {
    for (const std::size_t body_bytes : {0u, 1u, 23u, 63u, 64u, 65u, 10'007u}) {
      const std::string secret(secret_bytes, 's');
      const std::string body(body_bytes, 'b');
      Tail tail;
      write_unique_tail(body_bytes * 7 + secret_bytes, tail);
      std::string hex(kSignatureHexBytes, '-');
      BodySigner(secret, body).sign({tail.data(), tail.size()}, hex.data());
      CHECK(hex == plain_hmac_hex(secret, body + std::string(tail.data(), tail.size())));
    }
  }
}

TEST_CASE("tails are white space and differ") {
  std::set<std::string> seen;
  for (std::uint64_t id = 0; id < 5000; ++id) {
    Tail tail;
    write_unique_tail(id * 219'902'325, tail);
    const std::string text(tail.data(), tail.size());
    CHECK(text.find_first_not_of(" \t") == std::string::npos);
    seen.insert(text);
  }
  CHECK(seen.size() == 5000);
}

TEST_CASE("every request is unique, complete and rightly signed") {
  const Corpus corpus = make_synthetic_corpus();
  RequestFactory factory(corpus, "127.0.0.1:1", "/hook", "secret", 77);
  std::set<std::string> deliveries, signatures;
  for (int i = 0; i < 300; ++i) {
    Outgoing request;
    factory.fill(request);
    const std::string sent =
        std::string(request.body) + std::string(request.tail.data(), request.tail.size());
    CHECK(request.head.rfind("POST /hook HTTP/1.1\r\nHost: 127.0.0.1:1\r\n", 0) == 0);
    CHECK(request.head.substr(request.head.size() - 4) == "\r\n\r\n");
    CHECK(field_of(request.head, "Content-Length") == std::to_string(sent.size()));
    CHECK(field_of(request.head, "X-Hub-Signature-256") ==
          "sha256=" + plain_hmac_hex("secret", sent));
    CHECK(field_of(request.head, "X-GitHub-Delivery").size() == 36);
    deliveries.insert(field_of(request.head, "X-GitHub-Delivery"));
    signatures.insert(field_of(request.head, "X-Hub-Signature-256"));
  }
  CHECK(deliveries.size() == 300);
  CHECK(signatures.size() == 300);
}

TEST_CASE("synthetic bodies are about 10 KB and always the same") {
  const Corpus corpus = make_synthetic_corpus();
  CHECK(corpus.is_synthetic);
  CHECK(corpus.mean_bytes() > 8'500);
  CHECK(corpus.mean_bytes() < 11'500);
  CHECK(corpus.bodies.front().bytes == make_synthetic_corpus().bodies.front().bytes);
}

TEST_CASE("each hundredth of a synthetic load is of one repository") {
  const Corpus corpus = make_synthetic_corpus();
  REQUIRE(corpus.bodies.size() == 200);
  for (std::size_t i = 0; i < corpus.bodies.size(); ++i) {
    const std::string name = R"("full_name":"acme/service-)" + std::to_string(i / 2) + R"(")";
    CHECK(corpus.bodies[i].bytes.find(name) != std::string::npos);
  }
}

TEST_CASE("a number on a command line is whole and within its bounds") {
  CHECK(number_in<int>("--n", "1", 1, 9) == 1);
  CHECK(number_in<int>("--n", "9", 1, 9) == 9);
  CHECK(number_in<double>("--n", "0.5", 0.1, 1) == 0.5);
  for (const char* text : {"", "0", "10", "5x", " 5", "-1", "99999999999999999999"}) {
    CHECK_THROWS_AS(number_in<int>("--n", text, 1, 9), std::runtime_error);
  }
}

TEST_CASE("a line of JSON has its numbers with their decimals") {
  Histogram latency;
  latency.record(2'000);
  std::string json = "{";
  add_number(json, "rate", 12.6);
  add_number(json, "seconds", 1.25, 2);
  add_latency(json, "read_", latency);
  CHECK(json == R"({"rate":13,"seconds":1.25,"read_count":1,"read_p50_us":2.0,"read_p99_us":2.0,)"
                R"("read_p999_us":2.0,"read_max_us":2.0)");
}

TEST_CASE("missing fixtures are an error, not an empty load") {
  CHECK_THROWS_AS(load_fixtures("/nonexistent"), std::runtime_error);
}

TEST_CASE("answers are read in any pieces") {
  const std::string answer =
      "HTTP/1.1 202 Accepted\r\ncontent-length: 5\r\nConnection: close\r\n\r\nhello";
  for (std::size_t step = 1; step <= answer.size(); ++step) {
    ResponseReader reader;
    auto state = ResponseReader::State::kNeedData;
    for (std::size_t at = 0; at < answer.size(); at += step) {
      CHECK(state == ResponseReader::State::kNeedData);
      state = reader.feed(std::string_view(answer).substr(at, step));
    }
    CHECK(state == ResponseReader::State::kComplete);
    CHECK(reader.status() == 202);
    CHECK(!reader.keep_alive());
    CHECK(reader.body() == "hello");
  }
}

TEST_CASE("answers that cannot be framed are refused") {
  const auto feed = [](const char* text) { return ResponseReader().feed(text); };
  CHECK(feed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n") ==
        ResponseReader::State::kBroken);
  CHECK(feed("SMTP ready, who are you\r\n\r\n") == ResponseReader::State::kBroken);
  CHECK(feed("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n") == ResponseReader::State::kBroken);
  CHECK(feed("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nmore") == ResponseReader::State::kBroken);
}

TEST_CASE("event counts come from the events object") {
  const EventCounts counts = parse_event_counts(
      R"({"entries":9,"done":1,"events":{"received":12,"done":7,"retrying":1,"dead":2,"duplicates":3}})");
  CHECK(counts.received == 12);
  CHECK(counts.done == 7);
  CHECK(counts.dead == 2);
  CHECK(counts.duplicates == 3);
  CHECK_THROWS_AS(parse_event_counts(R"({"entries":9})"), std::runtime_error);
  CHECK_THROWS_AS(parse_event_counts(R"({"events":{"received":1}})"), std::runtime_error);
}

TEST_CASE("load stays on this machine") {
  CHECK(parse_target("http://127.0.0.1:8741").port == 8741);
  CHECK(parse_target("http://localhost:1/").authority == "localhost:1");
  for (const char* url : {"http://example.com:80", "https://127.0.0.1:1", "http://127.0.0.1",
                          "http://127.0.0.1:0", "http://127.0.0.1:99999", "127.0.0.1:80"}) {
    CHECK_THROWS_AS(parse_target(url), std::runtime_error);
  }
}
