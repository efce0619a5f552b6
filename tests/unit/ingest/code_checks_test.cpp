// Scheme code: the connector's verdict, its limit, and what it is shown.
#include "host/ingest/code_checks.hpp"

#include <functional>
#include <mutex>

#include "amfs/abi/connector.h"
#include "host/connector/forgery_test.hpp"
#include "tests/support/wait_until.hpp"
#include "tests/unit/http/make_request.hpp"
#include "tests/unit/ingest/signature_fixture.hpp"

using namespace ingest_test;  // NOLINT(google-build-using-namespace)
using host::connector::HmacAnswer;
using host::connector::SigcheckOutcome;
using host::connector::SigcheckStatus;
using host::connector::SigcheckView;
using host::ingest::CodeChecks;

namespace {

using Judge =
    std::function<SigcheckOutcome(const SigcheckView&, const host::connector::HmacService&)>;

struct FakeRuntime final : host::connector::ConnectorRuntime {
  explicit FakeRuntime(Judge a_judge) : judge(std::move(a_judge)) {}
  host::connector::TransformOutcome transform(const host::connector::EventView&,
                                              host::connector::MemoryReader*) override {
    return {};
  }
  SigcheckOutcome validate_signature(const SigcheckView& view,
                                     const host::connector::HmacService& hmac) override {
    return judge(view, hmac);
  }
  Judge judge;
};

// An honest connector: HMAC-SHA256 of the body under any secret.
SigcheckOutcome honest(const SigcheckView& view, const host::connector::HmacService& hmac) {
  for (std::uint32_t secret = 0; secret < view.secret_count; ++secret) {
    if (hmac.verify(secret, AMFS_HMAC_SHA256, {view.body}, view.signature) == HmacAnswer::match)
      return {SigcheckStatus::accepted, {}};
  }
  return {SigcheckStatus::rejected, "no"};
}

constexpr char kRules[] =
    "{scheme: code, signature_header: X-Sig, signature_prefix: \"v1=\", signature_separator: "
    "\",\", timestamp: {header: X-Time}}";
const std::string kFirst = "the first secret", kSecond = "the second secret";

class Setup {
 public:
  explicit Setup(Judge judge)
      : checks_(manifest_of(kRules).webhook.signature, secrets(),
                std::make_shared<FakeRuntime>(std::move(judge)), "7") {}

  // The status of the answer; 200 when the delivery was accepted.
  int deliver(const Fields& fields, const std::string& body = "{}") {
    http_test::CapturedResponse captured;
    start(fields, body, captured);
    return status_of(captured);
  }
  static int status_of(http_test::CapturedResponse& captured) {
    const auto response = captured.wait();
    return response ? response->status : 0;
  }
  void start(const Fields& fields, const std::string& body, http_test::CapturedResponse& captured) {
    checks_.check(http_test::make_request("POST", "/api/v1/webhooks/sample", fields, body),
                  captured.responder(), kNow,
                  [](host::http::Request, host::http::Responder responder) {
                    responder.send(host::http::empty(200));
                  });
  }

 private:
  static std::vector<host::config::SecretString> secrets() {
    std::vector<host::config::SecretString> out;
    out.emplace_back(kFirst);
    out.emplace_back(kSecond);
    return out;
  }
  CodeChecks checks_;
};

Fields fields(const std::string& signature, std::int64_t seconds = kNow / host::kNsPerSecond) {
  return {{"X-Sig", signature}, {"X-Time", std::to_string(seconds)}};
}

}  // namespace

TEST_CASE("the connector's verdict decides", "[ingest][code]") {
  Setup setup(honest);
  CHECK(setup.deliver(fields("v1=" + hmac_hex(kFirst, "{}"))) == 200);
  CHECK(setup.deliver(fields("v1=" + hmac_hex(kSecond, "{}"))) == 200);
  CHECK(setup.deliver(fields("v1=00,v1=" + hmac_hex(kFirst, "{}"))) == 200);
  CHECK(setup.deliver(fields("v1=" + hmac_hex("neither of them", "{}"))) == 401);
  CHECK(setup.deliver(fields("v1=" + hmac_hex(kFirst, "{} "))) == 401);
  CHECK(setup.deliver(fields(hmac_hex(kFirst, "{}"))) == 401);
  CHECK(setup.deliver(fields("")) == 401);
  CHECK(setup.deliver({}) == 401);
}

TEST_CASE("the host keeps the time window itself", "[ingest][code]") {
  Setup setup(honest);
  const std::string good = "v1=" + hmac_hex(kFirst, "{}");
  CHECK(setup.deliver(fields(good, kNow / host::kNsPerSecond - 301)) == 401);
  CHECK(setup.deliver({{"X-Sig", good}, {"X-Time", "soon"}}) == 401);
  CHECK(setup.deliver({{"X-Sig", good}}) == 401);
}

TEST_CASE("a check that fails is not a refusal", "[ingest][code]") {
  Setup setup([](const auto&, const auto&) {
    return SigcheckOutcome{SigcheckStatus::failed, "out of order"};
  });
  CHECK(setup.deliver(fields("v1=00")) == 503);
}

TEST_CASE("who is slower than the limit is answered without the connector", "[ingest][code]") {
  std::mutex held;
  std::unique_lock hold(held);
  Setup setup([&](const SigcheckView&, const host::connector::HmacService&) {
    const std::lock_guard wait(held);
    return SigcheckOutcome{SigcheckStatus::accepted, {}};
  });
  const auto begin = std::chrono::steady_clock::now();
  CHECK(setup.deliver(fields("v1=00")) == 503);
  CHECK(std::chrono::steady_clock::now() - begin >= host::ingest::kCheckLimit);
  CHECK(setup.deliver(fields("v1=00")) == 503);  // behind it
  hold.unlock();
  // The late verdicts were dropped, the next one counts.
  CHECK(setup.deliver(fields("v1=00")) == 200);
}

TEST_CASE("more waiting checks than the limit are sent away at once", "[ingest][code]") {
  std::mutex held;
  std::unique_lock hold(held);
  Setup setup([&](const SigcheckView&, const host::connector::HmacService&) {
    const std::lock_guard wait(held);
    return SigcheckOutcome{SigcheckStatus::rejected, {}};
  });
  std::vector<http_test::CapturedResponse> answers(host::ingest::kWaitingChecksMax + 2);
  for (auto& answer : answers) setup.start(fields("v1=00"), "{}", answer);
  CHECK(Setup::status_of(answers.back()) == 503);
  hold.unlock();
  answers.pop_back();
  for (auto& answer : answers) CHECK(Setup::status_of(answer) != 0);
}

TEST_CASE("a delivery may be the last to hold its checks", "[ingest][code]") {
  // Which of the two threads lets go of the delivery last is a matter of luck: many times.
  for (int round = 0; round < 50; ++round) {
    auto runtime = std::make_shared<FakeRuntime>(honest);
    const std::weak_ptr<FakeRuntime> ended = runtime;
    std::vector<host::config::SecretString> secrets;
    secrets.emplace_back(kFirst);
    auto checks = std::make_shared<CodeChecks>(manifest_of(kRules).webhook.signature, secrets,
                                               std::move(runtime), "7");
    http_test::CapturedResponse captured;
    checks->check(http_test::make_request("POST", "/api/v1/webhooks/sample",
                                          fields("v1=" + hmac_hex(kFirst, "{}")), "{}"),
                  captured.responder(), kNow,
                  [checks](host::http::Request, host::http::Responder responder) {
                    responder.send(host::http::empty(200));
                  });
    checks.reset();
    REQUIRE(Setup::status_of(captured) == 200);
    // Both threads are gone, and with them what they held.
    REQUIRE(test::wait_until([&] { return ended.expired(); }, std::chrono::seconds(10)));
  }
}

TEST_CASE("the connector sees the request, but no credentials for others", "[ingest][code]") {
  std::string seen;
  Setup setup([&](const SigcheckView& view, const host::connector::HmacService& hmac) {
    for (const auto& header : view.headers) seen += std::string(header.name) + ' ';
    seen += view.method;
    seen += std::string(" ") += view.url;
    CHECK(view.secret_count == 2);
    CHECK(hmac.verify(2, AMFS_HMAC_SHA256, {view.body}, "") == HmacAnswer::unsupported);
    CHECK(hmac.verify(0, 99, {view.body}, "") == HmacAnswer::unsupported);
    return SigcheckOutcome{SigcheckStatus::accepted, {}};
  });
  Fields with = fields("v1=00");
  with.emplace_back("Authorization", "Bearer amfs_sk_1");
  with.emplace_back("X-AMFS-API-Key", "amfs_sk_1");
  with.emplace_back("Cookie", "a=b");
  REQUIRE(setup.deliver(with) == 200);
  CHECK(seen.find("X-Sig X-Time ") != std::string::npos);
  CHECK(seen.find("Authorization") == std::string::npos);
  CHECK(seen.find("API-Key") == std::string::npos);
  CHECK(seen.find("Cookie") == std::string::npos);
  CHECK(seen.find("POST /api/v1/webhooks/sample") != std::string::npos);
}

TEST_CASE("four forgeries must be refused before anything is verified", "[ingest][code]") {
  const auto webhook = manifest_of(kRules).webhook;
  const auto tried = [&](Judge judge) {
    FakeRuntime runtime(std::move(judge));
    return host::connector::refuses_forgeries(runtime, webhook, kNow);
  };
  int calls = 0;
  CHECK(tried([&](const SigcheckView& view, const host::connector::HmacService& hmac) {
          ++calls;
          return honest(view, hmac);
        }).has_value());
  CHECK(calls == 4);
  const auto all = tried([](const auto&, const auto&) {
    return SigcheckOutcome{SigcheckStatus::accepted, {}};
  });
  REQUIRE(all.has_error());
  CHECK(all.error().code == "forgery_accepted");
  // Accepts whatever is not empty.
  CHECK(tried([](const SigcheckView& view, const auto&) {
          return SigcheckOutcome{
              view.signature.empty() ? SigcheckStatus::rejected : SigcheckStatus::accepted, {}};
        }).has_error());
  const auto broken = tried([](const auto&, const auto&) {
    return SigcheckOutcome{SigcheckStatus::failed, "out of order"};
  });
  REQUIRE(broken.has_error());
  CHECK(broken.error().code == "signature_check_failed");
}
