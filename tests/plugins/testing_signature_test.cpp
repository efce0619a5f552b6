// Signatures in authors' tests: the digests against OpenSSL, the rules against what providers
// publish, and a `scheme: code` connector as the host would ask it.
#include <amfs/connector.hpp>
#include <amfs/testing.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>

#include "host/base/encoding.hpp"
#include "host/crypto/digest.hpp"
#include "tests/plugins/testing_failure.hpp"
#include "tests/support/catch.hpp"

using namespace amfs::testing;  // NOLINT(google-build-using-namespace): as authors write

namespace {

// "v0:{timestamp}:{body}", checked in code.
class Coded : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& /*event*/) override { return {}; }
  bool validate_signature(const amfs::SignatureCheck& check) override {
    if (check.header("X-Mode") == "boom") throw std::runtime_error("boom");
    if (check.received_at() < amfs::Time() || check.tolerance() <= std::chrono::seconds(0))
      return false;
    return check.verify(amfs::Hmac::sha256, {"v0:", check.timestamp(), ":", check.body()});
  }
};

class Silent : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& /*event*/) override { return {}; }
};

SignatureRules slack_rules() {
  SignatureRules rules;
  rules.prefix = "v0=";
  rules.signed_content = "v0:{timestamp}:{body}";
  return rules;
}

// One row of RFC 4180 text.
std::vector<std::string> cells_of(const std::string& row) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : row) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else if (c != '\r') {
      cells.back() += c;
    }
  }
  return cells;
}

std::string body_of(const std::string& folder, const std::string& cell) {
  if (cell.empty() || cell[0] != '@') return cell;
  std::ifstream in(folder + "/" + cell.substr(1), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("The digests are OpenSSL's", "[signature]") {
  using host::crypto::HmacAlgorithm;
  const std::pair<amfs::Hmac, HmacAlgorithm> algorithms[] = {
      {amfs::Hmac::sha1, HmacAlgorithm::sha1},
      {amfs::Hmac::sha256, HmacAlgorithm::sha256},
      {amfs::Hmac::sha512, HmacAlgorithm::sha512}};
  std::mt19937 random(20261123);  // the same in every run
  for (std::size_t length = 0; length < 300; ++length) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text += static_cast<char>(random() & 0xFF);
    const std::string key = text.substr(length / 3);
    for (const auto& [ours, theirs] : algorithms) {
      REQUIRE(hmac(ours, key, text) == host::crypto::Hmac(theirs, key).compute({text}));
    }
  }
}

TEST_CASE("Hexadecimal and base64 read back", "[signature]") {
  const std::string bytes("\x00\xFF\x10za", 5);
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    for (const Encoding encoding : {Encoding::hex, Encoding::base64}) {
      CHECK(decode(encoding, encode(encoding, bytes.substr(0, size))) == bytes.substr(0, size));
    }
  }
  CHECK(encode(Encoding::hex, bytes) == "00ff107a61");
  CHECK(encode(Encoding::base64, "any carnal pleas") == "YW55IGNhcm5hbCBwbGVhcw==");
  for (const char* bad : {"0", "0g", "zz"}) CHECK_FALSE(decode(Encoding::hex, bad).has_value());
  for (const char* bad : {"A", "AB=C", "A===", "====", "AB==AB==", "AB==", "A*=="}) {
    INFO(bad);
    CHECK_FALSE(decode(Encoding::base64, bad).has_value());
  }
}

TEST_CASE("Published examples are signed alike", "[signature]") {
  SignatureRules github;
  github.prefix = "sha256=";
  CHECK(sign(github, "It's a Secret to Everybody", "Hello, World!") ==
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
  // Standard Webhooks, the specification's example; the secret is base64 in the configuration.
  SignatureRules standard;
  standard.prefix = "v1,";
  standard.separator = " ";
  standard.encoding = Encoding::base64;
  standard.signed_content = "{id}.{timestamp}.{body}";
  const SignedRequest request{R"({"test": 2432232314})", "1614265330",
                              "msg_p5jXN8AQM9LWM0D4loKWxJek"};
  const auto secret = decode(Encoding::base64, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  REQUIRE(secret);
  const std::string header = sign(standard, *secret, request);
  CHECK(header == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  CHECK(verify(standard, *secret, request, "v1a,other v1,AAAA " + header));
}

TEST_CASE("A signature is right, or it is not", "[signature]") {
  const SignatureRules rules = slack_rules();
  const SignedRequest request{"body", "12", ""};
  const std::string good = sign(rules, "secret", request);
  CHECK(verify(rules, "secret", request, good));
  CHECK_FALSE(verify(rules, "other", request, good));
  CHECK_FALSE(verify(rules, "secret", {"body", "13", ""}, good));
  CHECK_FALSE(verify(rules, "secret", {"body!", "12", ""}, good));
  CHECK_FALSE(verify(rules, "secret", request, good.substr(3)));
  CHECK_FALSE(verify(rules, "secret", request, ""));
  CHECK_FALSE(verify(rules, "secret", request, "v0=" + good));
  SignatureRules list = rules;
  list.separator = ",";
  CHECK(verify(list, "secret", request, "v0=00, " + good));
  CHECK_FALSE(verify(rules, "secret", request, "v0=00, " + good));
  std::string many;
  for (int i = 0; i < 16; ++i) many += "v0=00,";
  CHECK_FALSE(verify(list, "secret", request, many + good));  // the 17th does not count
}

TEST_CASE("A connector that checks in code is asked as the host asks", "[signature]") {
  MockAMFS mock("base");
  auto connector = mock.load<Coded>();
  SignatureRequest request;
  request.body = R"({"a":1})";
  request.timestamp = "1700000000";
  request.secrets = {"new", "old"};
  const std::string header = sign(slack_rules(), "old", {request.body, request.timestamp, ""});
  request.candidates = candidates(slack_rules(), header);
  REQUIRE(request.candidates.size() == 1);
  CHECK(mock.validate_signature(*connector, request));
  for (const SignatureRequest& forged : forgeries(request)) {
    CHECK_FALSE(mock.validate_signature(*connector, forged));
  }
  SignatureRequest several = request;
  several.candidates.insert(several.candidates.begin(), "00");
  CHECK(mock.validate_signature(*connector, several));
  several.secrets = {"new"};
  CHECK_FALSE(mock.validate_signature(*connector, several));
  several.headers = {{"X-Mode", "boom"}};
  CHECK(fails_with([&] { (void)(mock.validate_signature(*connector, several)); }, "boom"));
  auto silent = mock.load<Silent>();
  CHECK(fails_with([&] { (void)(mock.validate_signature(*silent, request)); }, "scheme: code"));
  request.candidates.clear();
  CHECK_THROWS_AS(forgeries(request), Failure);
}

TEST_CASE("Published vectors verify", "[signature][fixtures]") {
  const char* folder = std::getenv("AMFS_FIXTURES_DIR");
  std::ifstream rows(std::string(folder == nullptr ? "" : folder) + "/signatures.csv");
  if (folder == nullptr || !rows) {
    std::cerr << "SKIPPED: published signatures; set AMFS_FIXTURES_DIR to the folder with "
                 "signatures.csv\n";
    return;
  }
  int checked = 0;
  std::string row;
  std::getline(rows, row);  // provider,secret,timestamp,body,header,value,valid,source
  while (std::getline(rows, row)) {
    const auto cells = cells_of(row);
    if (cells.size() != 8) continue;
    SignatureRules rules;
    if (cells[0] == "slack") {
      rules = slack_rules();
    } else if (cells[0] == "pagerduty") {
      rules.prefix = "v1=";
      rules.separator = ",";
    } else if (cells[0] == "github" || cells[0] == "jira") {
      rules.prefix = "sha256=";
    } else {
      continue;
    }
    INFO(row);
    const SignedRequest request{body_of(folder, cells[3]), cells[2], ""};
    CHECK(verify(rules, cells[1], request, cells[5]) == (cells[6].substr(0, 3) == "yes"));
    ++checked;
  }
  CHECK(checked >= 4);
}
