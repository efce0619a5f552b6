// How long a wrong proof takes must not tell how much of it is right. Counted in instructions:
// clocks decide nothing here.
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <memory>
#include <set>
#include <string>
#include <tuple>

#include "host/validator/session.hpp"
#include "host/validator/signature_judge.hpp"
#include "tests/plugins/instruction_count.hpp"
#include "tests/plugins/manifests.hpp"

using namespace host::validator;
using plugin_test::count_instructions;

namespace {

constexpr char kBody[] = R"({"id":7})";

bool can_count() {
  if (count_instructions([] { return true; })) return true;
  std::puts("SKIPPED: this system does not let a process step through its child");
  return false;
}

// One character wrong, by another of its kind: what decodes a proof may take its time by the kind,
// which the sender knows. `from_end` is within the code itself, also behind a JWT's claims.
std::string wrong_at(std::string text, std::size_t from_end) {
  std::size_t at = text.size() - std::min(text.size(), from_end);
  while (std::isalnum(static_cast<unsigned char>(text.at(at))) == 0) ++at;
  char& c = text[at];
  c = static_cast<char>(c == '0' || c == 'a' || c == 'A' ? c + 1 : c - 1);
  return text;
}

// False for public keys: there is no secret that time could tell.
bool holds_secret(const host::config::SignatureSpec& rules) {
  return rules.algorithm != host::config::SignatureAlgorithm::ed25519;
}

// Rules with the same one are compared by the same code: one of them is enough.
using WayToCompare = std::tuple<host::config::SignatureScheme, host::config::SignatureAlgorithm,
                                host::config::SignatureEncoding, std::string>;
WayToCompare way_of(const host::config::SignatureSpec& rules) {
  return {rules.scheme, rules.algorithm, rules.encoding, rules.signature_separator};
}

// The instructions of refusing a proof that is wrong early, and of one that is wrong late. Both
// texts stand at one address and nothing is allocated between the runs: the heap's own work would
// show.
std::pair<std::uint64_t, std::uint64_t> counts_of(SignatureJudge& judge) {
  const auto code = judge.sign(Signer::current, kBody, kVirtualNow);
  REQUIRE(code.has_value());
  const std::string good = judge.text_of(*code);
  const std::string early = wrong_at(good, 40);
  const std::string late = wrong_at(good, 6);
  REQUIRE(early != late);
  std::string shown = good;
  const std::string body = kBody;
  const auto accepts = [&] { return judge.accepts(shown, body, kVirtualNow); };
  REQUIRE(accepts());  // and what is made once is there
  shown = early;
  const auto first = count_instructions(accepts);
  shown = late;
  const auto second = count_instructions(accepts);
  REQUIRE((first && second));
  CHECK_FALSE(first->result);
  CHECK_FALSE(second->result);
  return {first->instructions, second->instructions};
}

}  // namespace

TEST_CASE("The count shows a comparison that ends early") {
  if (!can_count()) return;
  const std::string secret(32, 's');
  const auto early_exit = [&](std::size_t wrong) {
    std::string shown = secret;
    shown[wrong] = 'x';
    const auto run = count_instructions([&] {
      for (std::size_t i = 0; i < secret.size(); ++i)
        if (shown[i] != secret[i]) return false;
      return true;
    });
    REQUIRE(run);
    return run->instructions;
  };
  CHECK(early_exit(0) < early_exit(1));
  CHECK(early_exit(1) < early_exit(31));
  CHECK(early_exit(31) == early_exit(31));
}

TEST_CASE("D1: every manifest refuses a wrong proof alike, wherever it is wrong") {
  if (!can_count()) return;
  std::set<WayToCompare> compared;
  for (host::config::Manifest& manifest : plugin_test::all_manifests()) {
    CAPTURE(manifest.name);
    Subject subject;
    subject.manifest = std::make_shared<const host::config::Manifest>(std::move(manifest));
    const auto& webhook = subject.manifest->webhook;
    const JudgeList list = make_judges(subject);
    for (std::size_t i = 0; i < list.judges.size(); ++i) {
      const auto& rules = webhook.keys.empty() ? webhook.signature : webhook.keys[i].signature;
      if (!holds_secret(rules) || !compared.insert(way_of(rules)).second) continue;
      const auto [early, late] = counts_of(*list.judges[i]);
      CHECK(early == late);
    }
  }
  CHECK(compared.size() >= 6);
}
