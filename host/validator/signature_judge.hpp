// SignatureJudge: one set of signature rules of a connector, asked by somebody who can also sign:
// the manifest's rules as the host verifies them, or the library's own code (scheme: code).
//
// Time stands at kVirtualNow. One thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/error.hpp"
#include "host/validator/subject.hpp"

namespace host::validator {

// Known to the judge: the current secret and the one before. The stranger's is another.
enum class Signer : std::uint8_t { current, previous, stranger };

class SignatureJudge {
 public:
  explicit SignatureJudge(config::SignatureEncoding encoding) : encoding_(encoding) {}
  virtual ~SignatureJudge() = default;

  // The signature's bytes; where no signature is made, what is shown instead. An Error says why
  // there is none.
  virtual Result<std::string> sign(Signer signer, const std::string& body, UnixNs at) = 0;
  // `text` as text_of() makes it, or anything else.
  virtual bool accepts(const std::string& text, const std::string& body, UnixNs at) = 0;
  // True when the age of a delivery is judged at all, and here.
  virtual bool judges_age() const = 0;
  // False for what proves the sender alone: a token, Basic, a JWT.
  virtual bool signs_body() const { return true; }
  // Not empty when the library broke the ABI meanwhile.
  virtual std::string fault() const { return {}; }

  // As it stands in the header, without prefix: in the manifest's encoding.
  virtual std::string text_of(const std::string& signature) const;

 private:
  const config::SignatureEncoding encoding_;
};

struct JudgeList {
  std::vector<std::unique_ptr<SignatureJudge>> judges;
  std::string none_why;   // why there are none
  bool is_fault = false;  // and that is the connector's
};

JudgeList make_judges(const Subject& subject);
// Error: rules that cannot be signed here.
Result<std::unique_ptr<SignatureJudge>> make_declared_judge(const config::SignatureSpec& rules,
                                                            const std::string& secret_prefix);
std::unique_ptr<SignatureJudge> make_code_judge(const Subject& subject,
                                                const config::SignatureSpec& rules);

// 32 bytes of a signer's own; under ed25519 the seed of its private key.
std::string_view test_key(Signer signer);
// The secret of a signer as an operator sets it: in the form and encoding of the rules.
std::string test_secret(const config::SignatureSpec& rules, const std::string& secret_prefix,
                        Signer signer);
inline constexpr char kTestDeliveryId[] = "validate-delivery-1";

}  // namespace host::validator
