// More attacks on signatures through the real listener, beside verification_test: secrets that are
// none, long lists, broken headers, compressed bodies, forms, and replays over a restart.
#include "host/base/encoding.hpp"
#include "host/crypto/digest.hpp"
#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

constexpr char kSecretVariable[] = "AMFS_CONNECTOR_ECHO_SECRET";
constexpr char kForm[] = "application/x-www-form-urlencoded";

// Takes PagerDuty's form of the header: `v1=<hex>` in a list with commas.
TestHost& target() {
  static TestHost shared({"echo"});
  static const bool started = [] {
    edit_file(manifest_file("echo", shared.plugins_dir()), "signature_prefix: \"sha256=\"",
              "signature_prefix: \"v1=\"\n  signature_separator: \",\"");
    shared.start();
    return true;
  }();
  static_cast<void>(started);
  return shared;
}

std::string v1(const std::string& body) {
  using namespace host::crypto;  // NOLINT(google-build-using-namespace)
  return "v1=" + host::to_hex(Hmac(HmacAlgorithm::sha256, kSecret).compute({body}));
}

Answer post(const std::string& body, const std::string& signature, test::HttpHeaders more = {}) {
  more.emplace_back("X-Signature", signature);
  if (more.front().first != "Content-Type") more.emplace_back("Content-Type", "application/json");
  return target().deliver("echo", body, more);
}

// The answer's code, or its status word when it was accepted.
std::string sent(const std::string& body, const std::string& signature) {
  const Answer answer = post(body, signature);
  return answer.status / 100 == 2 ? answer.text("status") : answer.code();
}

// The event of a delivery that must have been accepted.
Answer settled(const Answer& answer) {
  INFO(answer.http.body);
  REQUIRE(answer.text("status") == "accepted");
  return target().api().settled_event(answer.text("event_id"));
}

bool has_flag(const Answer& event, const std::string& flag) {
  return event.http.body.find('"' + flag + '"') != std::string::npos;
}

}  // namespace

TEST_CASE("D3: a secret that is too short starts nothing, and is not told", "[forgery]") {
  constexpr char kShort[] = "q7x!9Zw";
  TestHost host({"echo"});
  host.options().environment[kSecretVariable] = kShort;
  host.start();
  const std::string body = "{}";
  test::HttpHeaders headers = signed_headers(body);
  set_header(headers, "X-Signature", test::sha256_signature(kShort, body));
  CHECK(host.deliver("echo", body, headers).code() == "connector_unconfigured");
  CHECK(host.api().connector_state("echo") == "unconfigured");
  const std::string answer = host.api().get("/connectors/echo").http.body;
  CHECK(answer.find(kSecretVariable) != std::string::npos);  // what to set
  CHECK(answer.find(kShort) == std::string::npos);
  CHECK(host.process().stderr_text().find(kShort) == std::string::npos);
  CHECK(host.api().event_count("received") == 0);
}

TEST_CASE("D3: no magic value stands for a signature", "[forgery]") {
  const std::int64_t before = target().api().event_count("received");
  for (const char* word : {"", "*", "null", "true", "test", "skip", "none", "disabled",
                           "INSECURE_NO_AUTH", "unsigned", kSecret}) {
    INFO(word);
    CHECK(sent("{}", word) == "signature_invalid");
    CHECK(sent("{}", std::string("v1=") + word) == "signature_invalid");
  }
  const Answer marked = post("{}", "v1=", {{"X-AMFS-Test", "true"}});
  CHECK(marked.code() == "signature_invalid");
  CHECK(target().api().event_count("received") == before);
}

TEST_CASE("D7: a valid signature counts first, in the middle and last", "[forgery]") {
  const std::string bad = "v1=" + std::string(64, '0');
  int number = 0;
  const auto with = [&](const std::string& before, const std::string& after) {
    const std::string body = R"({"project":"list","id":")" + std::to_string(++number) + "\"}";
    return sent(body, before + v1(body) + after);
  };
  CHECK(with("", ", " + bad + ", " + bad) == "accepted");
  CHECK(with(bad + ", ", ", " + bad) == "accepted");
  CHECK(with(bad + ",v0=00,v2=" + std::string(64, 'f') + " ,  ", "") == "accepted");
  CHECK(with(",,", ",") == "accepted");
  CHECK(sent("{}", bad + "," + bad) == "signature_invalid");
}

TEST_CASE("D7, D9: ten thousand signatures, and 64 KB of them, are refused", "[forgery]") {
  const std::int64_t before = target().api().event_count("received");
  const std::string body = "{}";
  std::string many;
  for (int i = 0; i < 10'000; ++i) many += "v1=0,";
  for (const std::string& list : {many + v1(body), v1(body) + std::string(65'536, ',')}) {
    const Answer answer = post(body, list);
    CHECK(answer.status == 431);
    check_alive(target());
  }
  CHECK(target().api().event_count("received") == before);
}

TEST_CASE("D9: folded, split and binary signature headers are refused", "[forgery]") {
  const std::int64_t before = target().api().event_count("received");
  const std::string good = v1("{}");
  for (const std::string& value :
       {"\r\n " + good, good.substr(0, 20) + "\r\n\t" + good.substr(20),
        good + std::string(1, '\0'), std::string(1, '\0') + good, good + "\x7F", good + "\xC3\xA9",
        good.substr(0, 30) + "\n" + good.substr(30)}) {
    INFO(value);
    const Answer answer = target().sender().exchange(
        "POST /api/v1/webhooks/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
        "application/json\r\nContent-Length: 2\r\nX-Signature: " +
        value + "\r\n\r\n{}");
    CHECK((answer.status == 400 || answer.code() == "signature_invalid"));
    target().sender().client().disconnect();
  }
  CHECK(target().api().event_count("received") == before);
}

TEST_CASE("D10: what counts is signed as it is sent, compressed or not", "[forgery]") {
  const std::string plain = R"({"project":"zip","id":"1"})";
  // Stands for a compressed body: the host must not look into it.
  const std::string packed("\x1F\x8B\x08\x00packed", 10);
  const test::HttpHeaders gzip{{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}};
  CHECK(post(packed, v1(plain), gzip).code() == "signature_invalid");
  const Answer event = settled(post(packed, v1(packed), gzip));
  CHECK(event.text("state") == "dead");
  CHECK(event.text("error").rfind("unparseable_body", 0) == 0);
  // The charset is no part of the signature, and of no consequence.
  const Answer latin = post(plain, v1(plain), {{"Content-Type", "application/json; charset=x"}});
  CHECK(settled(latin).text("outcome") == "written");
}

TEST_CASE("D14: forms that say two things", "[forgery]") {
  const auto form = [](const std::string& body) {
    return settled(post(body, v1(body), {{"Content-Type", kForm}}));
  };
  const std::string first = "payload=%7B%22project%22%3A%22form%22%2C%22id%22%3A%22a%2Bb%22%7D";
  CHECK(form(first).text("outcome") == "written");
  // Of two payloads the first counts, which is in memory already.
  CHECK(form(first + "&payload=%7B%22project%22%3A%22evil%22%2C%22id%22%3A%22x%22%7D")
            .text("outcome") == "unchanged");
  CHECK(form("note=no+payload+here").text("outcome") == "raw");
  CHECK(form("payload=").text("outcome") == "raw");  // no payload: a form like any other
  const std::string parts =
      "--b\r\nContent-Disposition: form-data; name=\"payload\"\r\n\r\n{}\r\n--b--";
  const test::HttpHeaders multipart{{"Content-Type", "multipart/form-data; boundary=b"}};
  CHECK(settled(post(parts, v1(parts), multipart)).text("state") == "dead");
}

TEST_CASE("D12: a replay is known after a restart, too", "[forgery]") {
  TestHost host({"echo"});
  host.start();
  const std::string body = R"({"project":"replay","id":"1"})";
  const std::string id = host.accept("echo", body, "delivery-1");
  host.api().settled_event(id);
  host.kill_now();
  host.start();
  const Answer again = host.deliver("echo", body, signed_headers(body, "delivery-1"));
  CHECK(again.text("status") == "duplicate");
  CHECK(again.text("event_id") == id);
  const std::string renamed = host.accept("echo", body, "delivery-2");
  CHECK(has_flag(host.api().settled_event(renamed), "possible_replay"));
}

TEST_CASE("D12: where bodies are unique, a renamed replay is a duplicate", "[forgery]") {
  TestHost host({"echo"});
  const std::string manifest = manifest_file("echo", host.plugins_dir());
  write_file(manifest, read_file(manifest) + "\ndedupe: {body_unique: true}\n");
  host.start();
  const std::string body = R"({"project":"replay","id":"1"})";
  const std::string id = host.accept("echo", body, "delivery-1");
  const Answer renamed = host.deliver("echo", body, signed_headers(body, "delivery-2"));
  CHECK(renamed.text("status") == "duplicate");
  CHECK(renamed.text("event_id") == id);
}
