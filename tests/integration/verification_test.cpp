// Attacks on signatures through the real listener: what a forger, a man in the middle or a replayer
// can send. The whole table of provider manifests is in tests/unit/ingest; here the way through
// HTTP, the routes and the store is tried.
#include <filesystem>

#include "host/base/clock.hpp"
#include "host/base/encoding.hpp"
#include "host/crypto/base64.hpp"
#include "host/crypto/digest.hpp"
#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)
using host::crypto::Hmac;
using host::crypto::HmacAlgorithm;

namespace {

const std::string kWhsec = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string kToken = "token_12345678";

// A test connector under another name, with the webhook and identity sections given.
void add_variant(TestHost& host, const std::string& name, const std::string& sections) {
  install("echo", host.plugins_dir() + "/" + name + ".tmp");
  std::filesystem::rename(host.plugins_dir() + "/" + name + ".tmp/echo",
                          host.plugins_dir() + "/" + name);
  std::filesystem::remove_all(host.plugins_dir() + "/" + name + ".tmp");
  write_file(host.plugins_dir() + "/" + name + "/connector.yaml",
             "name: " + name +
                 "\nversion: 1.0.0\ndescription: A test\nauthor: AMFS\nlicense: Apache-2.0\n"
                 "entry_point: amfs_connector_echo:EchoConnector\ndefault_entity_path: " +
                 name + "\n" + sections);
  host.give_secret(name);
}

TestHost& target() {
  static TestHost shared({"echo", "code-signed", "code-open"});
  static const bool started = [] {
    add_variant(shared, "timed",
                "webhook: {signature_header: X-Sig, signature_prefix: \"v0=\", signed_content: "
                "\"v0:{timestamp}:{body}\", timestamp: {header: X-Time}}\n"
                "identity: {id: {pointer: /id}}\n"
                "handshake:\n"
                "  - {when: {/type: url_verification}, reply: {body: \"{/challenge}\"}}\n");
    add_variant(shared, "open", "webhook: {scheme: none}\n");
    add_variant(shared, "form",
                "webhook: {signature_header: X-Sig}\nidentity: {event_type: \"{/type}\"}\n");
    shared.options().environment["AMFS_CONNECTOR_STANDARD_WEBHOOKS_SECRET"] = kWhsec;
    shared.options().environment["AMFS_CONNECTOR_GENERIC_SECRET"] = kToken;
    shared.options().environment["AMFS_CONNECTOR_ECHO_SECRET_PREVIOUS"] = "the-secret-before";
    shared.start();
    return true;
  }();
  static_cast<void>(started);
  return shared;
}

std::string hex(const std::string& secret, const std::string& text,
                HmacAlgorithm algorithm = HmacAlgorithm::sha256) {
  return host::to_hex(Hmac(algorithm, secret).compute({text}));
}

std::int64_t now_s() { return host::SystemClock().now_ns() / host::kNsPerSecond; }

// The answer's code, or its status word when it was accepted.
std::string sent(const std::string& connector, const std::string& body, test::HttpHeaders headers) {
  set_header(headers, "Content-Type", "application/json");
  const Answer answer = target().deliver(connector, body, headers);
  INFO(answer.http.body);
  return answer.status / 100 == 2 ? answer.text("status") : answer.code();
}

std::string fresh_body() {
  static int count = 0;
  return R"({"project":"shop","id":")" + std::to_string(++count) + "\"}";
}

std::string echo(const std::string& body, const std::string& signature) {
  return sent("echo", body, {{"X-Signature", signature}});
}

std::string timed(const std::string& time, const std::string& body,
                  const std::string& secret = kSecret) {
  return sent("timed", body,
              {{"X-Time", time}, {"X-Sig", "v0=" + hex(secret, "v0:" + time + ":" + body)}});
}

test::HttpHeaders standard(const std::string& id, const std::string& time,
                           const std::string& body) {
  const std::string key = host::crypto::from_base64(kWhsec.substr(6)).value();
  const std::string code = Hmac(HmacAlgorithm::sha256, key).compute({id, ".", time, ".", body});
  return {{"webhook-id", id},
          {"webhook-timestamp", time},
          {"webhook-signature", "v1," + host::crypto::to_base64(code)}};
}

}  // namespace

TEST_CASE("D2: truncated, empty and longer signatures", "[verification]") {
  const std::string body = fresh_body();
  const std::string good = hex(kSecret, body);
  for (const std::string& wrong : {good.substr(0, 62), good.substr(0, 2), std::string(),
                                   good + "00", good + good, good.substr(1)}) {
    CHECK(echo(body, "sha256=" + wrong) == "signature_invalid");
  }
  CHECK(echo(body, "sha256=" + good) == "accepted");
}

TEST_CASE("D4, D13: nothing is taken unsigned, a handshake neither", "[verification]") {
  CHECK(sent("echo", fresh_body(), {}) == "signature_missing");
  const std::string challenge = R"({"type":"url_verification","challenge":"abc123"})";
  CHECK(sent("timed", challenge, {{"X-Time", std::to_string(now_s())}}) == "signature_missing");
  CHECK(timed(std::to_string(now_s()), challenge, "another secret") == "signature_invalid");
}

TEST_CASE("D13: a challenge comes back as plain text, and only harmless ones", "[verification]") {
  const auto reply = [](const std::string& challenge) {
    const std::string body = R"({"type":"url_verification","challenge":")" + challenge + "\"}";
    const std::string time = std::to_string(now_s());
    return target().sender().client().request(
        "POST", "/api/v1/webhooks/timed",
        {{"Content-Type", "application/json"},
         {"X-Time", time},
         {"X-Sig", "v0=" + hex(kSecret, "v0:" + time + ":" + body)}},
        body);
  };
  const auto good = reply("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P");
  REQUIRE(good);
  CHECK(good->status == 200);
  CHECK(good->body == "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P");
  CHECK(good->header("Content-Type").rfind("text/plain", 0) == 0);
  CHECK(good->header("X-Content-Type-Options") == "nosniff");
  for (const std::string& bad : {std::string("<script>"), std::string("a\\u0000b"),
                                 std::string(2000, 'a'), std::string("{\\\"a\\\":1}")}) {
    const auto answer = reply(bad);
    REQUIRE(answer);
    CHECK(answer->status == 200);
    CHECK(answer->body.empty());
  }
}

TEST_CASE("D5: another algorithm of the same secret", "[verification]") {
  const std::string body = fresh_body();
  const std::string sha1 = hex(kSecret, body, HmacAlgorithm::sha1);
  CHECK(echo(body, "sha1=" + sha1) == "signature_invalid");
  CHECK(echo(body, "sha256=" + sha1) == "signature_invalid");
  CHECK(echo(body, "md5=" + hex(kSecret, body)) == "signature_invalid");
  CHECK(echo(body, "none=") == "signature_invalid");
}

TEST_CASE("D6: the previous secret counts, others never", "[verification]") {
  const std::string body = fresh_body();
  CHECK(echo(body, "sha256=" + hex("the-secret-before", body)) == "accepted");
  CHECK(echo(fresh_body(), "sha256=" + hex("the-secret-before", body)) == "signature_invalid");
  const std::string other = fresh_body();
  CHECK(echo(other, "sha256=" + hex("the-secret-before-that", other)) == "signature_invalid");
  CHECK(sent("form", other, {{"X-Sig", hex("the-secret-before", other)}}) == "signature_invalid");
}

TEST_CASE("D7: signatures in lists", "[verification]") {
  const std::string time = std::to_string(now_s());
  const std::string body = R"({"type":"a.b","data":{"id":"l1"}})";
  test::HttpHeaders headers = standard("msg_list", time, body);
  const std::string good = headers.back().second;
  const std::string bad = "v1," + host::crypto::to_base64(std::string(32, 'x'));
  const auto with = [&](const std::string& value) {
    set_header(headers, "webhook-signature", value);
    return sent("standard-webhooks", body, headers);
  };
  CHECK(with(bad) == "signature_invalid");
  CHECK(with("v1a," + good.substr(3)) == "signature_invalid");
  std::string sixteen;
  for (int i = 0; i < 16; ++i) sixteen += bad + " ";
  CHECK(with(sixteen + good) == "signature_invalid");
  CHECK(with(bad + " v9,x " + good) == "accepted");
  CHECK(with(good + " " + bad) == "duplicate");
}

TEST_CASE("D8: one spelling of a signature", "[verification]") {
  const std::string time = std::to_string(now_s());
  const std::string body = R"({"type":"a.b","data":{"id":"s1"}})";
  test::HttpHeaders headers = standard("msg_spelling", time, body);
  const std::string good = headers.back().second;
  for (const std::string& wrong : {good.substr(0, good.size() - 1), good + "=", good + "A",
                                   "v1, " + good.substr(3), "V1" + good.substr(2)}) {
    INFO(wrong);
    set_header(headers, "webhook-signature", wrong);
    CHECK(sent("standard-webhooks", body, headers) == "signature_invalid");
  }
}

TEST_CASE("D9: signature headers that are repeated, huge or binary", "[verification]") {
  const std::string body = fresh_body();
  const std::string good = "sha256=" + hex(kSecret, body);
  CHECK(sent("echo", body, {{"X-Signature", good}, {"X-Signature", good}}) == "signature_invalid");
  CHECK(sent("echo", body, {{"X-Signature", good}, {"x-signature", good}}) == "signature_invalid");
  CHECK(echo(body, good + std::string(4000, '0')) == "signature_invalid");
  CHECK(echo(body, "sha256=\xFF\xFE" + hex(kSecret, body)) == "signature_invalid");
  check_alive(target());
}

TEST_CASE("D10: a body that is not byte for byte the signed one", "[verification]") {
  const std::string body = R"({"project": "shop",)"
                           "\r\n"
                           R"("id": "d10"})";
  const std::string good = "sha256=" + hex(kSecret, body);
  for (const std::string& changed :
       {body + " ", "\xEF\xBB\xBF" + body, std::string(R"({"project":"shop","id":"d10"})"),
        std::string(R"({"project": "shop",)"
                    "\n"
                    R"("id": "d10"})"),
        body.substr(1)}) {
    CHECK(echo(changed, good) == "signature_invalid");
  }
  CHECK(echo(body, good) == "accepted");
}

TEST_CASE("D11: timestamps that are none, or too far away", "[verification]") {
  const std::int64_t now = now_s();
  CHECK(timed(std::to_string(now), R"({"id":"t1"})") == "accepted");
  for (const std::int64_t off : {-400, 400, -86'400, 86'400 * 365}) {
    CHECK(timed(std::to_string(now + off), R"({"id":"t2"})") == "timestamp_out_of_tolerance");
  }
  const std::string text = std::to_string(now);
  for (const std::string& wrong :
       {"-" + text, "+" + text, text + ".0", "0x" + text, std::string("9223372036854775808"),
        std::string(), text + "000", std::string("now"), text + " " + text}) {
    INFO(wrong);
    CHECK(timed(wrong, R"({"id":"t3"})") == "signature_invalid");
  }
  CHECK(timed("0", R"({"id":"t4"})", "another secret") == "signature_invalid");  // not "stale"
}

TEST_CASE("D11: an id with the separator in it", "[verification]") {
  const std::string time = std::to_string(now_s());
  const std::string body = time + R"(.{"type":"a"})";
  test::HttpHeaders headers = standard("msg_dot", time, body);
  set_header(headers, "webhook-id", "msg_dot." + time);
  CHECK(sent("standard-webhooks", R"({"type":"a"})", headers) == "signature_invalid");
}

TEST_CASE("D12: the same delivery again", "[verification]") {
  const std::string time = std::to_string(now_s());
  const std::string body = R"({"type":"a.b","data":{"id":"r1"}})";
  const test::HttpHeaders headers = standard("msg_again", time, body);
  CHECK(sent("standard-webhooks", body, headers) == "accepted");
  CHECK(sent("standard-webhooks", body, headers) == "duplicate");
  test::HttpHeaders renamed = headers;
  set_header(renamed, "webhook-id", "msg_new");
  CHECK(sent("standard-webhooks", body, renamed) == "signature_invalid");
  // An unsigned id can be renamed: taken in, and marked.
  const std::string plain = fresh_body();
  test::HttpHeaders with_id{{"X-Signature", "sha256=" + hex(kSecret, plain)},
                            {"X-Delivery-Id", "first"}};
  CHECK(sent("echo", plain, with_id) == "accepted");
  set_header(with_id, "X-Delivery-Id", "second");
  set_header(with_id, "Content-Type", "application/json");
  const Answer again = target().deliver("echo", plain, with_id);
  REQUIRE(again.text("status") == "accepted");
  CHECK(target().api().settled_event(again.text("event_id")).http.body.find("possible_replay") !=
        std::string::npos);
}

TEST_CASE("D14: forms are verified as they were sent", "[verification]") {
  const std::string form = "payload=%7B%22type%22%3A%22cmd%2Bx%22%7D";
  const auto post = [](const std::string& body, const std::string& signature) {
    const Answer answer = target().deliver(
        "form", body,
        {{"Content-Type", "application/x-www-form-urlencoded"}, {"X-Sig", signature}});
    return answer.status / 100 == 2 ? answer.text("status") : answer.code();
  };
  CHECK(post(form, hex(kSecret, form)) == "accepted");
  const std::string decoded = R"({"type":"cmd+x"})";
  CHECK(post(form, hex(kSecret, decoded)) == "signature_invalid");
  CHECK(post("payload=%7b%22type%22%3A%22cmd%2Bx%22%7D", hex(kSecret, form)) ==
        "signature_invalid");
  CHECK(post(form + "&payload=x", hex(kSecret, form)) == "signature_invalid");
}

TEST_CASE("a plain token, and nothing else, opens the token rules", "[verification]") {
  CHECK(sent("generic", R"({"title":"t"})", {{"X-Webhook-Token", kToken}}) == "accepted");
  CHECK(sent("generic", "{}", {{"X-Webhook-Token", kToken.substr(6)}}) == "signature_invalid");
  CHECK(sent("generic", "{}", {{"X-Signature-256", "sha256=" + hex(kToken, "{}")}}) ==
        "signature_missing");
}

TEST_CASE("scheme none asks for a key", "[verification]") {
  CHECK(sent("open", fresh_body(), {}) == "api_key_missing");
  CHECK(sent("open", fresh_body(), {{"X-AMFS-API-Key", "amfs_sk_guess"}}) == "api_key_invalid");
  CHECK(sent("open", fresh_body(), {{"X-AMFS-API-Key", target().process().admin_key()}}) ==
        "accepted");
}

TEST_CASE("scheme code: the connector decides, in its time", "[verification]") {
  const auto post = [](const std::string& body, const std::string& key) {
    return sent("code-signed", body, {{"X-Signature", "v1=" + hex(key, "POST:" + body)}});
  };
  CHECK(post(R"({"id":"c1"})", kSecret) == "accepted");
  CHECK(post(R"({"id":"c2"})", "another secret") == "signature_invalid");
  CHECK(sent("code-signed", "{}", {}) == "signature_missing");
  CHECK(post(R"({"id":"slow"})", kSecret) == "signature_unchecked");
  CHECK(test::wait_until([&] { return post(R"({"id":"c3"})", kSecret) == "accepted"; },
                         kSettlePatience));
  CHECK(post(R"({"id":"broken"})", kSecret) == "signature_unchecked");
  CHECK(post(R"({"id":"c4"})", kSecret) == "accepted");
}

TEST_CASE("scheme code: a connector that accepts forgeries does not start", "[verification]") {
  CHECK(target().api().connector_state("code-open") == "failed");
  CHECK(target().api().get("/connectors/code-open").text("reason").find("accepts") !=
        std::string::npos);
  CHECK(sent("code-open", "{}", {{"X-Signature", "v1=00"}}) == "connector_unconfigured");
}

TEST_CASE("a sample is marked, when somebody of this machine says so", "[verification]") {
  const std::string body = fresh_body();
  const test::HttpHeaders headers{{"Content-Type", "application/json"},
                                  {"X-AMFS-Test", "true"},
                                  {"X-Signature", "sha256=" + hex(kSecret, body)}};
  const Answer marked = target().deliver("echo", body, headers);
  REQUIRE(marked.text("status") == "accepted");
  CHECK(target().api().settled_event(marked.text("event_id")).http.body.find("\"test\"") !=
        std::string::npos);
  const std::string other = fresh_body();
  test::HttpHeaders from_outside{{"Content-Type", "application/json"},
                                 {"X-AMFS-Test", "true"},
                                 {"X-Forwarded-For", "203.0.113.7"},
                                 {"X-Signature", "sha256=" + hex(kSecret, other)}};
  const Answer plain = target().deliver("echo", other, from_outside);
  REQUIRE(plain.text("status") == "accepted");
  CHECK(target().api().settled_event(plain.text("event_id")).http.body.find("\"test\"") ==
        std::string::npos);
}

TEST_CASE("no secret and no signature reaches the log", "[verification]") {
  const std::string errors = target().process().stderr_text();
  for (const std::string& secret : {std::string(kSecret), kWhsec.substr(6), kToken.substr(6),
                                    std::string("the-secret-before")}) {
    CHECK(errors.find(secret) == std::string::npos);
  }
}
