// Every provider's manifest against the same attacks. A row that is not refused lets somebody else
// write memory.
#include "tests/unit/ingest/provider_table.hpp"

using namespace ingest_test;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::int64_t kSeconds = kNow / host::kNsPerSecond;
const std::string kBody = R"({"type":"thing.made","data":{"id":"1"}})";

template <class Use>
void for_each_provider(const Use& use) {
  for (const Provider& provider : providers()) {
    INFO(provider.name);
    use(provider, Verifier(manifest_of(provider), provider.secret));
  }
}

// The header whose value is the proof: for a signature, the one with the code in it.
std::string& proof_in(Fields& fields) { return fields.back().second; }

Fields good(const Provider& provider) {
  Fields fields = provider.sign({provider.secret, kBody});
  // Slack's time comes last; the signature is what the attacks below change.
  if (fields.back().first == "X-Slack-Request-Timestamp") std::swap(fields[0], fields[1]);
  return fields;
}

}  // namespace

TEST_CASE("each provider's deliveries are valid", "[ingest][providers]") {
  for_each_provider([](const Provider& provider, const Verifier& verifier) {
    CHECK(verifier.verify(good(provider), kBody) == Verdict::valid);
    CHECK(verifier.verify(provider.sign({provider.secret, ""}), "") == Verdict::valid);
    const std::string binary("\0\xFF\r\n", 4);
    CHECK(verifier.verify(provider.sign({provider.secret, binary}), binary) == Verdict::valid);
  });
}

TEST_CASE("another secret, in either place, is refused", "[ingest][providers]") {
  for_each_provider([](const Provider& provider, const Verifier& verifier) {
    CHECK(verifier.verify(provider.sign({provider.other, kBody}), kBody) == Verdict::invalid);
    const Verifier with_other(manifest_of(provider), provider.other);
    CHECK(with_other.verify(good(provider), kBody) == Verdict::invalid);
  });
}

TEST_CASE("a changed body is refused where the body is covered", "[ingest][providers]") {
  for_each_provider([](const Provider& provider, const Verifier& verifier) {
    if (!provider.covers_body) return;
    for (std::size_t i = 0; i < kBody.size(); ++i) {
      std::string changed = kBody;
      changed[i] = static_cast<char>(changed[i] ^ 1);
      CHECK(verifier.verify(good(provider), changed) == Verdict::invalid);
    }
    for (const std::string& changed :
         {kBody + "\n", "\xEF\xBB\xBF" + kBody, kBody.substr(1), std::string(), kBody + kBody}) {
      CHECK(verifier.verify(good(provider), changed) == Verdict::invalid);
    }
  });
}

TEST_CASE("every other proof than the right one is refused", "[ingest][providers]") {
  for_each_provider([](const Provider& provider, const Verifier& verifier) {
    Fields fields = good(provider);
    const std::string right = proof_in(fields);
    for (std::size_t i = 0; i < right.size(); ++i) {
      proof_in(fields) = right.substr(0, i);  // truncated, and empty
      CHECK(verifier.verify(fields, kBody) == Verdict::invalid);
      proof_in(fields) = right;
      proof_in(fields)[i] = static_cast<char>(right[i] ^ 1);  // flipped
      INFO(i << ' ' << proof_in(fields));
      CHECK(verifier.verify(fields, kBody) == Verdict::invalid);
    }
    for (const std::string& wrong :
         {right + "0", right + "00", "x" + right, right + "=", std::string(65536, 'a')}) {
      proof_in(fields) = wrong;
      CHECK(verifier.verify(fields, kBody) == Verdict::invalid);
    }
  });
}

TEST_CASE("each header must be there exactly once", "[ingest][providers]") {
  for_each_provider([](const Provider& provider, const Verifier& verifier) {
    const Fields fields = good(provider);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      INFO(fields[i].first);
      Fields without = fields;
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
      const bool is_proof = i + 1 == fields.size();
      CHECK(verifier.verify(without, kBody) == (is_proof ? Verdict::missing : Verdict::invalid));
      Fields twice = fields;
      twice.push_back(fields[i]);
      CHECK(verifier.verify(twice, kBody) == Verdict::invalid);
      Fields empty = fields;
      empty[i].second.clear();
      CHECK(verifier.verify(empty, kBody) == Verdict::invalid);
    }
  });
}

TEST_CASE("signed times count within five minutes, both ways", "[ingest][providers]") {
  for_each_provider([](const Provider& provider, const Verifier& verifier) {
    if (!provider.has_window) return;
    const auto signed_at = [&](std::int64_t seconds) {
      return verifier.verify(provider.sign({provider.secret, kBody, seconds}), kBody);
    };
    CHECK(signed_at(kSeconds + 300) == Verdict::valid);
    CHECK(signed_at(kSeconds - 300) == Verdict::valid);
    CHECK(signed_at(kSeconds + 301) == Verdict::stale);
    CHECK(signed_at(kSeconds - 301) == Verdict::stale);
    CHECK(signed_at(0) == Verdict::stale);
    CHECK(signed_at(-kSeconds) == Verdict::invalid);
    CHECK(signed_at(kSeconds * 1000) == Verdict::invalid);  // milliseconds for seconds
    CHECK(signed_at(INT64_MAX) == Verdict::invalid);
  });
}

TEST_CASE("the published Standard Webhooks example", "[ingest][providers]") {
  const Verifier verifier(manifest_of(Provider{"", "standard-webhooks", "", "", {}, true, true}),
                          "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  const Fields fields{{"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"},
                      {"webhook-timestamp", "1614265330"},
                      {"webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}};
  const std::string body = R"({"test": 2432232314})";
  const host::UnixNs then = 1'614'265'330 * host::kNsPerSecond;
  CHECK(verifier.verify(fields, body, then) == Verdict::valid);
  CHECK(verifier.verify(fields, body, then + 301 * host::kNsPerSecond) == Verdict::stale);

  const auto with = [&](const std::string& signature) {
    return verifier.verify({fields[0], fields[1], {"webhook-signature", signature}}, body, then);
  };
  const std::string good = fields[2].second;
  const std::string bad = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
  CHECK(with(bad + " v2,x " + good + " v1a,x") == Verdict::valid);
  CHECK(with(bad + " " + good) == Verdict::valid);
  CHECK(with(good + " " + bad) == Verdict::valid);
  CHECK(with(bad) == Verdict::invalid);
  CHECK(with("v1a," + good.substr(3)) == Verdict::invalid);
  CHECK(with("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE") == Verdict::invalid);   // no padding
  CHECK(with("v1,g0hM9SsE-OTPJTGt_tmIKtSyZlE3uFJELVlNIOLJ1OE=") == Verdict::invalid);  // url-safe
  CHECK(with("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF=") == Verdict::invalid);  // spare bits
  CHECK(with(good + "\t") == Verdict::invalid);
}
