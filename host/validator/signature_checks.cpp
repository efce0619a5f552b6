// Signatures: what is right is accepted, what is nearly right is not.
#include <fmt/format.h>

#include <array>

#include "host/validator/deliver.hpp"
#include "host/validator/signature_judge.hpp"

namespace host::validator {
namespace {

// In place of a signature that cannot be made: nobody may accept it.
constexpr std::string_view kNoSignature = "no signature but 32 bytes of text";

constexpr std::int64_t kReplayMaxNs = 3600 * kNsPerSecond;  // a captured delivery is worth no more

std::string flip_bit(std::string bytes, std::size_t bit) {
  bytes[bit / 8] =
      static_cast<char>(static_cast<unsigned char>(bytes[bit / 8]) ^ (1U << (bit % 8)));
  return bytes;
}

// The body of the first sample, or something like one.
std::string body_of(const Subject& subject) {
  const auto& samples = subject.samples.samples;
  return samples.empty() ? "{}" : samples.front().body;
}

// Calls `look(judge)` for each set of rules until it finds a fault.
template <class F>
Finding each_judge(const Subject& subject, F&& look) {
  JudgeList list = make_judges(subject);
  if (list.judges.empty()) return list.is_fault ? failed(list.none_why) : skipped(list.none_why);
  for (const auto& judge : list.judges) {
    std::optional<std::string> fault = look(*judge);
    if (!judge->fault().empty()) fault = judge->fault();
    if (fault) return failed(*fault);
  }
  return passed();
}

// For checks of forgeries: without a good signature there is nothing to forge.
template <class F>
Finding each_signed(const Subject& subject, F&& look) {
  const std::string body = body_of(subject);
  bool unsigned_rules = false;
  Finding finding = each_judge(subject, [&](SignatureJudge& judge) -> std::optional<std::string> {
    const auto good = judge.sign(Signer::current, body, kVirtualNow);
    unsigned_rules = unsigned_rules || !good;
    return look(judge, good ? *good : std::string(kNoSignature), body);
  });
  if (finding.status == Status::passed && unsigned_rules)
    return skipped("no signature is right; see signature-accepts-good");
  return finding;
}

Finding accepts_good(const Subject& subject) {
  const std::string body = body_of(subject);
  return each_judge(subject, [&](SignatureJudge& judge) -> std::optional<std::string> {
    for (const std::string& content : {body, std::string("{}"), std::string(4096, 'x')}) {
      const auto good = judge.sign(Signer::current, content, kVirtualNow);
      if (!good) return good.error().message;
      if (!judge.accepts(judge.text_of(*good), content, kVirtualNow))
        return "it refused a delivery that is rightly signed";
    }
    return std::nullopt;
  });
}

std::optional<std::string> bit_flip_fault(SignatureJudge& judge, const std::string& good,
                                          const std::string& body) {
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    if (judge.accepts(judge.text_of(flip_bit(good, bit)), body, kVirtualNow))
      return fmt::format("it accepted a signature with bit {} wrong", bit);
  }
  if (!judge.signs_body()) return std::nullopt;
  // Every bit of a short body, the first ones of a long one.
  for (std::size_t bit = 0; bit < std::min<std::size_t>(body.size(), 64) * 8; ++bit) {
    if (judge.accepts(judge.text_of(good), flip_bit(body, bit), kVirtualNow))
      return fmt::format("it accepted a body with bit {} changed after signing", bit);
  }
  return std::nullopt;
}

Finding rejects_bit_flips(const Subject& subject) { return each_signed(subject, bit_flip_fault); }

Finding rejects_truncated(const Subject& subject) {
  return each_signed(
      subject,
      [](SignatureJudge& judge, const std::string& bytes,
         const std::string& body) -> std::optional<std::string> {
        const std::string good = judge.text_of(bytes);
        for (std::size_t length = 0; length < good.size(); ++length) {
          if (!judge.accepts(good.substr(0, length), body, kVirtualNow)) continue;
          return length == 0
                     ? std::string("it accepted an empty signature")
                     : fmt::format("it accepted the first {} characters of a signature", length);
        }
        for (const std::string& more : {good + "0", good + good, good + std::string(1, '\0')}) {
          if (judge.accepts(more, body, kVirtualNow))
            return "it accepted a signature with something behind it";
        }
        return std::nullopt;
      });
}

Finding rejects_foreign(const Subject& subject) {
  const std::string body = body_of(subject);
  return each_judge(subject, [&](SignatureJudge& judge) -> std::optional<std::string> {
    const auto foreign = judge.sign(Signer::stranger, body, kVirtualNow);
    if (judge.accepts(judge.text_of(foreign ? *foreign : std::string(kNoSignature)), body,
                      kVirtualNow))
      return "it accepted a signature made with another secret";
    return std::nullopt;
  });
}

Finding accepts_rotation(const Subject& subject) {
  const std::string body = body_of(subject);
  return each_judge(subject, [&](SignatureJudge& judge) -> std::optional<std::string> {
    const auto previous = judge.sign(Signer::previous, body, kVirtualNow);
    if (!previous) return previous.error().message;
    if (judge.accepts(judge.text_of(*previous), body, kVirtualNow)) return std::nullopt;
    return "it refused the previous secret while secrets are being rotated";
  });
}

Finding rejects_old(const Subject& subject) {
  const std::string body = body_of(subject);
  bool judges_age = false;
  Finding finding = each_judge(subject, [&](SignatureJudge& judge) -> std::optional<std::string> {
    if (!judge.judges_age()) return std::nullopt;
    judges_age = true;
    for (const UnixNs at : {kVirtualNow - kReplayMaxNs, kVirtualNow + kReplayMaxNs}) {
      const auto stale = judge.sign(Signer::current, body, at);
      if (stale && judge.accepts(judge.text_of(*stale), body, at))
        return "it accepted a delivery that was signed an hour away from now";
    }
    return std::nullopt;
  });
  if (finding.status == Status::passed && !judges_age)
    return skipped("the signature covers no time, or the host alone checks it");
  return finding;
}

constexpr char kCompareWhole[] =
    "Compare whole signatures with verify_hmac, and accept nothing it did not accept.";

constexpr std::array kChecks{
    Check{"signature-accepts-good", "signature", "A rightly signed delivery is accepted.",
          "Check signed_content, encoding and prefix against the sender's documentation.",
          Need::code, &accepts_good},
    Check{"signature-rejects-flips", "signature",
          "One wrong bit, in signature or body, is refused.", kCompareWhole, Need::code,
          &rejects_bit_flips},
    Check{"signature-rejects-cut", "signature", "Empty, cut and lengthened signatures are refused.",
          kCompareWhole, Need::code, &rejects_truncated},
    Check{"signature-rejects-foreign", "signature", "A signature by another secret is refused.",
          kCompareWhole, Need::code, &rejects_foreign},
    Check{"signature-rejects-old", "signature", "A delivery an hour old is refused.",
          "Lower webhook.timestamp.tolerance; 300s is what senders expect.", Need::code,
          &rejects_old},
    Check{"signature-rotation", "signature", "Both secrets are good while one is replaced.",
          "Try every secret_index below secret_count.", Need::code, &accepts_rotation},
};

}  // namespace

std::span<const Check> signature_checks() { return kChecks; }

}  // namespace host::validator
