// The example of `scheme: code` in verification.md says yes to its sender and to nobody else.
#include <amfs/testing.hpp>

#include "tests/support/catch.hpp"

using namespace amfs::testing;

namespace {

SignatureRequest good_request() {
  SignatureRequest request;
  request.body = R"({"project":"shop","id":1})";
  request.secrets = {"secret"};
  const std::string content = request.method + "\n" + request.url + "\n" + request.body;
  request.candidates = {sign(SignatureRules(), "secret", content)};
  return request;
}

}  // namespace

TEST_CASE("the example accepts what its sender signs") {
  MockAMFS mock("signed");
  const auto connector = mock.load_library(AMFS_CONNECTOR_LIBRARY);
  CHECK(mock.validate_signature(*connector, good_request()));
}

TEST_CASE("the example refuses forgeries, another path and another secret") {
  MockAMFS mock("signed");
  const auto connector = mock.load_library(AMFS_CONNECTOR_LIBRARY);
  for (const SignatureRequest& forged : forgeries(good_request())) {
    CHECK_FALSE(mock.validate_signature(*connector, forged));
  }
  auto elsewhere = good_request();
  elsewhere.url += "?x=1";
  CHECK_FALSE(mock.validate_signature(*connector, elsewhere));
  auto other = good_request();
  other.secrets = {"another"};
  CHECK_FALSE(mock.validate_signature(*connector, other));
}
