// Every manifest of this project: its signature rules accept what a sender proves by them, and
// nothing near it. Sender and judge are those of `amfs connector validate`.
#include <set>

#include "host/validator/session.hpp"
#include "host/validator/signature_judge.hpp"
#include "tests/plugins/manifests.hpp"

using namespace host::validator;

namespace {

using host::config::SignatureScheme;

constexpr char kBody[] = R"({"id":7})";

void check_judge(SignatureJudge& judge) {
  const auto good = judge.sign(Signer::current, kBody, kVirtualNow);
  REQUIRE(good.has_value());
  const std::string text = judge.text_of(*good);
  CHECK(judge.accepts(text, kBody, kVirtualNow));
  const auto previous = judge.sign(Signer::previous, kBody, kVirtualNow);
  REQUIRE(previous.has_value());
  CHECK(judge.accepts(judge.text_of(*previous), kBody, kVirtualNow));
  const auto foreign = judge.sign(Signer::stranger, kBody, kVirtualNow);
  REQUIRE(foreign.has_value());
  CHECK_FALSE(judge.accepts(judge.text_of(*foreign), kBody, kVirtualNow));
  for (std::size_t bit = 0; bit < good->size() * 8; ++bit) {
    std::string flipped = *good;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    REQUIRE_FALSE(judge.accepts(judge.text_of(flipped), kBody, kVirtualNow));
  }
  for (std::size_t length = 0; length < text.size(); ++length)
    REQUIRE_FALSE(judge.accepts(text.substr(0, length), kBody, kVirtualNow));
  CHECK(judge.accepts(text, R"({"id":8})", kVirtualNow) == !judge.signs_body());
}

}  // namespace

TEST_CASE("Every manifest's rules take what a sender proves, and nothing near it") {
  std::set<SignatureScheme> schemes;
  bool ed25519 = false;
  for (host::config::Manifest& manifest : plugin_test::all_manifests()) {
    CAPTURE(manifest.name);
    const auto& webhook = manifest.webhook;
    for (const auto& key : webhook.keys) {
      schemes.insert(key.signature.scheme);
      ed25519 |= key.signature.algorithm == host::config::SignatureAlgorithm::ed25519;
    }
    if (webhook.keys.empty()) schemes.insert(webhook.signature.scheme);
    const std::size_t rules = webhook.keys.empty() ? 1 : webhook.keys.size();
    Subject subject;
    subject.manifest = std::make_shared<const host::config::Manifest>(std::move(manifest));
    const JudgeList list = make_judges(subject);
    CAPTURE(list.none_why);
    REQUIRE(list.judges.size() == rules);
    for (const auto& judge : list.judges) check_judge(*judge);
  }
  CHECK(ed25519);
  CHECK(schemes == std::set{SignatureScheme::signature, SignatureScheme::token,
                            SignatureScheme::basic, SignatureScheme::jwt});
}
