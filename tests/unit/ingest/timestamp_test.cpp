// Signed timestamps: the window in both directions, and text that is no timestamp.
#include "tests/unit/ingest/signature_fixture.hpp"

using namespace ingest_test;  // NOLINT(google-build-using-namespace)
using host::kNsPerMs;
using host::kNsPerSecond;

namespace {

// Slack docs, "Verifying requests from Slack".
constexpr char kSlackSecret[] = "8f742231b10e8888abcd99yyyzzz85a5";
constexpr char kSlackBody[] =
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
    "%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121."
    "803a0bc887a14d10d2c447fce8b6703c";
constexpr char kSlackSignature[] =
    "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
constexpr char kSlack[] =
    "{signature_header: X-Slack-Signature, signature_prefix: \"v0=\", "
    "signed_content: \"v0:{timestamp}:{body}\", timestamp: {header: X-Slack-Request-Timestamp}}";

Verdict slack_at(host::UnixNs now, const std::string& timestamp = "1531420618") {
  static const Verifier verifier(kSlack, kSlackSecret);
  return verifier.verify(
      {{"X-Slack-Signature", kSlackSignature}, {"X-Slack-Request-Timestamp", timestamp}},
      kSlackBody, now);
}

// A delivery whose signature over this very timestamp text is right.
Verdict signed_with(const std::string& timestamp, const std::string& format = "unix_s") {
  const Verifier verifier(
      "{signature_header: X-Sig, signed_content: \"{timestamp}.{body}\", "
      "timestamp: {header: X-Time, format: " +
      format + "}}");
  return verifier.verify(
      {{"X-Sig", hmac_hex(kGitHubSecret, timestamp + ".x")}, {"X-Time", timestamp}}, "x");
}

const char* kStripe =
    "{signature_header: Stripe-Signature, signature_prefix: \"v1=\", signature_separator: \",\", "
    "signed_content: \"{timestamp}.{body}\", timestamp: {header: Stripe-Signature, prefix: "
    "\"t=\"}}";

}  // namespace

TEST_CASE("Slack's published example is valid in its minute", "[ingest][timestamp]") {
  CHECK(slack_at(kNow) == Verdict::valid);
}

TEST_CASE("the window is five minutes in both directions", "[ingest][timestamp]") {
  CHECK(slack_at(kNow + 300 * kNsPerSecond) == Verdict::valid);
  CHECK(slack_at(kNow - 300 * kNsPerSecond) == Verdict::valid);
  CHECK(slack_at(kNow + 300 * kNsPerSecond + 1) == Verdict::stale);
  CHECK(slack_at(kNow - 300 * kNsPerSecond - 1) == Verdict::stale);
  CHECK(slack_at(kNow + 86'400 * kNsPerSecond) == Verdict::stale);
}

TEST_CASE("a changed timestamp breaks the signature instead of renewing it",
          "[ingest][timestamp]") {
  CHECK(slack_at(kNow + 86'400 * kNsPerSecond, "1531507018") == Verdict::invalid);
  CHECK(slack_at(kNow, "1531420619") == Verdict::invalid);
}

TEST_CASE("only who holds the secret learns that a request is stale", "[ingest][timestamp]") {
  const Verifier verifier(kSlack, "another secret");
  CHECK(
      verifier.verify({{"X-Slack-Signature", kSlackSignature}, {"X-Slack-Request-Timestamp", "1"}},
                      kSlackBody) == Verdict::invalid);
}

TEST_CASE("text that is no timestamp is invalid though it was signed", "[ingest][timestamp]") {
  for (const char* text :
       {"", "now", "-1531420618", "+1531420618", " 1531420618", "1531420618 ", "1531420618.0",
        "1.531420618e9", "0x5b4797ca", "9223372036854775808", "18446744073709551616",
        "99999999999999999999999", "1531420618,1", "2018-07-12T18:36:58Z"}) {
    INFO(text);
    CHECK(signed_with(text) == Verdict::invalid);
  }
}

TEST_CASE("numbers far away are stale or invalid, never valid", "[ingest][timestamp]") {
  CHECK(signed_with("0") == Verdict::stale);
  CHECK(signed_with("1531420618000") != Verdict::valid);  // milliseconds for seconds
  CHECK(signed_with("9223372036854775807") != Verdict::valid);
  CHECK(signed_with("1531420618", "unix_ms") == Verdict::stale);  // seconds for milliseconds
}

TEST_CASE("milliseconds and RFC 3339 where the manifest says so", "[ingest][timestamp]") {
  CHECK(signed_with("1531420618123", "unix_ms") == Verdict::valid);
  CHECK(signed_with("2018-07-12T18:36:58Z", "rfc3339") == Verdict::valid);
  CHECK(signed_with("2018-07-12T20:36:58+02:00", "rfc3339") == Verdict::valid);
  CHECK(signed_with("2018-07-12", "rfc3339") == Verdict::invalid);
}

TEST_CASE("a missing or repeated timestamp header is invalid", "[ingest][timestamp]") {
  const Verifier verifier(kSlack, kSlackSecret);
  CHECK(verifier.verify({{"X-Slack-Signature", kSlackSignature}}, kSlackBody) == Verdict::invalid);
  CHECK(verifier.verify({{"X-Slack-Signature", kSlackSignature},
                         {"X-Slack-Request-Timestamp", "1531420618"},
                         {"X-Slack-Request-Timestamp", "1531420618"}},
                        kSlackBody) == Verdict::invalid);
}

TEST_CASE("a timestamp can be an item of the signature header", "[ingest][timestamp]") {
  const Verifier stripe(kStripe);
  const std::string code = hmac_hex(kGitHubSecret, "1531420618.x");
  CHECK(stripe.verify({{"Stripe-Signature", "t=1531420618,v1=" + code}}, "x") == Verdict::valid);
  CHECK(stripe.verify({{"Stripe-Signature", "v0=0,v1=" + code + ",t=1531420618"}}, "x") ==
        Verdict::valid);
  CHECK(stripe.verify({{"Stripe-Signature", "v1=" + code}}, "x") == Verdict::invalid);
  CHECK(stripe.verify({{"Stripe-Signature", "t=1531420619,v1=" + code}}, "x") == Verdict::invalid);
  CHECK(stripe.verify({{"Stripe-Signature", "t=1531420618,v0=" + code}}, "x") == Verdict::invalid);
}
