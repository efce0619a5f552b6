// Signatures in tests: make and check them by rules like those of `webhook:` in connector.yaml, and
// ask a `scheme: code` connector as the host does.
//
//   SignatureRules rules;
//   rules.prefix = "sha256=";
//   CHECK(sign(rules, "secret", body) == published_example);
//
// The host verifies declared signatures itself; what these rules are good for is to prove, with the
// provider's published examples, that the manifest says the right thing.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "amfs/signature.hpp"
#include "amfs/testing/connector.hpp"
#include "amfs/testing/encoding.hpp"
#include "amfs/testing/failure.hpp"
#include "amfs/testing/hmac.hpp"
#include "amfs/time.hpp"

namespace amfs {
inline namespace v1 {
namespace testing {

// The fields of the manifest with the same names.
struct SignatureRules {
  Hmac algorithm = Hmac::sha256;
  std::string prefix;     // signature_prefix: must be there; list items without it do not count
  std::string separator;  // signature_separator: "" = one value
  Encoding encoding = Encoding::hex;
  std::string signed_content = "{body}";  // with {timestamp} and {id}
};

// What a request carries besides the signature, as texts of its headers.
struct SignedRequest {
  std::string body;
  std::string timestamp;
  std::string id;
};

namespace internal {

inline constexpr std::size_t kCandidatesMax = 16;  // items of a list that count

inline std::string signed_content(const SignatureRules& rules, const SignedRequest& request) {
  const std::pair<std::string_view, const std::string*> parts[] = {
      {"{body}", &request.body}, {"{timestamp}", &request.timestamp}, {"{id}", &request.id}};
  std::string out;
  std::string_view rest = rules.signed_content;
  while (!rest.empty()) {
    const auto* part = std::find_if(std::begin(parts), std::end(parts), [&](const auto& item) {
      return rest.substr(0, item.first.size()) == item.first;
    });
    if (part == std::end(parts)) {
      out += rest.front();
      rest.remove_prefix(1);
    } else {
      out += *part->second;
      rest.remove_prefix(part->first.size());
    }
  }
  return out;
}

}  // namespace internal

// The text of the signature header.
inline std::string sign(const SignatureRules& rules, std::string_view secret,
                        const SignedRequest& request) {
  const std::string content = internal::signed_content(rules, request);
  return rules.prefix + encode(rules.encoding, hmac(rules.algorithm, secret, content));
}
inline std::string sign(const SignatureRules& rules, std::string_view secret, std::string body) {
  return sign(rules, secret, SignedRequest{std::move(body), {}, {}});
}

// The items of a signature header that can be the signature, their prefix stripped.
inline std::vector<std::string> candidates(const SignatureRules& rules, std::string_view header) {
  std::vector<std::string> out;
  for (std::size_t count = 0; count < internal::kCandidatesMax; ++count) {
    const std::size_t end =
        rules.separator.empty() ? std::string_view::npos : header.find(rules.separator);
    std::string_view item = header.substr(0, end);
    if (!rules.separator.empty()) {
      while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
      while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
    }
    if (item.substr(0, rules.prefix.size()) == rules.prefix) {
      out.emplace_back(item.substr(rules.prefix.size()));
    }
    if (end == std::string_view::npos) break;
    header.remove_prefix(end + rules.separator.size());
  }
  return out;
}

// Whether `header`, the text of the signature header, has a right signature.
inline bool verify(const SignatureRules& rules, std::string_view secret,
                   const SignedRequest& request, std::string_view header) {
  const std::string right = hmac(rules.algorithm, secret, internal::signed_content(rules, request));
  const std::vector<std::string> items = candidates(rules, header);
  return std::any_of(items.begin(), items.end(), [&](const std::string& item) {
    return decode(rules.encoding, item) == right;
  });
}
inline bool verify(const SignatureRules& rules, std::string_view secret, std::string body,
                   std::string_view header) {
  return verify(rules, secret, SignedRequest{std::move(body), {}, {}}, header);
}

// One request to MockAMFS::validate_signature().
struct SignatureRequest {
  std::string body;
  std::vector<std::string> candidates;  // of the signature header, prefix stripped
  std::vector<std::string> secrets;     // two while one is being rotated
  std::string timestamp;
  std::string id;
  std::string method = "POST";
  std::string url = "/api/v1/webhooks/mock";
  std::vector<std::pair<std::string, std::string>> headers;
  Encoding encoding = Encoding::hex;  // signature_encoding of the manifest
  std::chrono::nanoseconds tolerance = std::chrono::minutes(5);
};

// Four requests that a connector has to reject when `good` is one it accepts: no signature, a
// changed one, a cut one, and the right one of another body. The host tries the like at load.
inline std::vector<SignatureRequest> forgeries(const SignatureRequest& good) {
  if (good.candidates.empty() || good.candidates.front().empty()) {
    throw Failure("forgeries: the good request needs a signature to change");
  }
  std::vector<SignatureRequest> out(4, good);
  const std::string right = good.candidates.front();
  std::string changed = right;
  changed.front() = changed.front() == '0' ? '1' : '0';
  out[0].candidates = {""};
  out[1].candidates = {changed};
  out[2].candidates = {right.substr(0, right.size() - 1)};
  out[3].candidates = {right};
  out[3].body += ' ';
  return out;
}

namespace internal {

// amfs_sigcheck over a request, with the host's HMAC service. Both must outlive it.
class MockSigCheck {
 public:
  MockSigCheck(const SignatureRequest& request, const std::string& candidate, Time now)
      : request_(request), headers_(to_pairs(request.headers)) {
    check_.struct_size = sizeof check_;
    check_.body = amfs::detail::to_abi(request.body);
    check_.signature = amfs::detail::to_abi(candidate);
    check_.timestamp = amfs::detail::to_abi(request.timestamp);
    check_.id = amfs::detail::to_abi(request.id);
    check_.method = amfs::detail::to_abi(request.method);
    check_.url = amfs::detail::to_abi(request.url);
    check_.headers = headers_.data();
    check_.header_count = static_cast<std::uint32_t>(headers_.size());
    check_.secret_count = static_cast<std::uint32_t>(request.secrets.size());
    check_.received_unix_ns = to_unix_ns(now);
    check_.tolerance_ns = request.tolerance.count();
    check_.ctx = this;
    check_.verify_hmac = verify_hmac;
  }
  MockSigCheck(const MockSigCheck&) = delete;
  MockSigCheck& operator=(const MockSigCheck&) = delete;

  const amfs_sigcheck& abi() const { return check_; }

 private:
  static amfs_status verify_hmac(const amfs_sigcheck* check, std::uint32_t secret,
                                 std::uint32_t algorithm, const amfs_str* pieces,
                                 std::uint32_t count, amfs_str candidate) noexcept {
    const auto& self = *static_cast<const MockSigCheck*>(check->ctx);
    const bool known = algorithm >= AMFS_HMAC_SHA1 && algorithm <= AMFS_HMAC_SHA512;
    if (!known || secret >= self.request_.secrets.size()) return AMFS_UNSUPPORTED;
    std::string joined;
    for (std::uint32_t i = 0; i < count; ++i) joined += amfs::detail::from_abi(pieces[i]);
    const std::string right =
        hmac(static_cast<Hmac>(algorithm), self.request_.secrets[secret], joined);
    const auto given = decode(self.request_.encoding, amfs::detail::from_abi(candidate));
    return given == right ? AMFS_OK : AMFS_SIG_INVALID;
  }

  const SignatureRequest& request_;
  std::vector<amfs_kv> headers_;
  amfs_sigcheck check_{};
};

}  // namespace internal
}  // namespace testing
}  // namespace v1
}  // namespace amfs
