// The HMAC service of scheme code as a plugin calls it: its limits, and arguments that are wrong.
#include "host/connector/sigcheck_call.hpp"

#include "host/connector/hmac_keys.hpp"
#include "tests/unit/ingest/signature_fixture.hpp"

using namespace ingest_test;  // NOLINT(google-build-using-namespace)
using host::connector::SigcheckCall;

namespace {

const std::string kKey = "the only secret";
const std::string kText = "hello";

struct Setup {
  Setup() {
    keys.add(kKey);
    view.body = kText;
    view.secret_count = keys.count();
  }

  host::connector::HmacKeys keys{host::config::SignatureEncoding::hex};
  host::connector::SigcheckView view;
};

}  // namespace

TEST_CASE("the service compares, for each algorithm", "[ingest][code]") {
  using host::crypto::HmacAlgorithm;
  Setup setup;
  SigcheckCall call(setup.view, setup.keys);
  const amfs_str piece{kText.data(), kText.size()};
  const auto ask = [&](std::uint32_t algorithm, const std::string& candidate) {
    return call.abi()->verify_hmac(call.abi(), 0, algorithm, &piece, 1,
                                   {candidate.data(), candidate.size()});
  };
  CHECK(ask(AMFS_HMAC_SHA1, hmac_hex(kKey, kText, HmacAlgorithm::sha1)) == AMFS_OK);
  CHECK(ask(AMFS_HMAC_SHA256, hmac_hex(kKey, kText)) == AMFS_OK);
  CHECK(ask(AMFS_HMAC_SHA512, hmac_hex(kKey, kText, HmacAlgorithm::sha512)) == AMFS_OK);
  CHECK(ask(AMFS_HMAC_SHA1, hmac_hex(kKey, kText)) == AMFS_SIG_INVALID);
  CHECK(ask(AMFS_HMAC_SHA256, hmac_hex("another secret", kText)) == AMFS_SIG_INVALID);
  CHECK(ask(AMFS_HMAC_SHA256, "") == AMFS_SIG_INVALID);
  CHECK(ask(0, hmac_hex(kKey, kText)) == AMFS_UNSUPPORTED);
  CHECK_FALSE(call.is_malformed());
}

TEST_CASE("calls, pieces and bytes of one check are limited", "[ingest][code]") {
  Setup setup;
  SigcheckCall call(setup.view, setup.keys);
  const amfs_sigcheck* abi = call.abi();
  const std::vector<amfs_str> pieces(host::connector::kHmacPiecesMax + 1, amfs_str{"x", 1});
  const auto ask = [&](std::uint32_t count) {
    return abi->verify_hmac(abi, 0, AMFS_HMAC_SHA256, pieces.data(), count, {"", 0});
  };
  CHECK(ask(host::connector::kHmacPiecesMax) == AMFS_SIG_INVALID);
  CHECK(ask(host::connector::kHmacPiecesMax + 1) == AMFS_LIMIT);
  const amfs_str endless{"x", UINT64_MAX};
  CHECK(abi->verify_hmac(abi, 0, AMFS_HMAC_SHA256, &endless, 1, {"", 0}) == AMFS_LIMIT);
  CHECK(abi->verify_hmac(abi, 0, AMFS_HMAC_SHA256, pieces.data(), 1, endless) == AMFS_LIMIT);
  CHECK(abi->verify_hmac(abi, 1, AMFS_HMAC_SHA256, pieces.data(), 1, {"", 0}) == AMFS_UNSUPPORTED);
  for (std::uint32_t i = 0; i < host::connector::kHmacCallsMax; ++i) ask(1);
  CHECK(ask(1) == AMFS_LIMIT);
  CHECK_FALSE(call.is_malformed());
}

TEST_CASE("pieces that are not there break the ABI", "[ingest][code]") {
  Setup setup;
  SigcheckCall call(setup.view, setup.keys);
  CHECK(call.abi()->verify_hmac(call.abi(), 0, AMFS_HMAC_SHA256, nullptr, 1, {"", 0}) ==
        AMFS_INTERNAL);
  CHECK(call.is_malformed());
}
