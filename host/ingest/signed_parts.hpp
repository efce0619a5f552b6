// SignedParts: what the headers of one request offer to a set of signature rules (contract 3), and
// what was signed. Views into the headers; nothing is copied or decoded yet.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/base/clock.hpp"
#include "host/config/manifest.hpp"
#include "host/http/request.hpp"
#include "host/ingest/proof.hpp"

namespace host::ingest {

struct SignedParts {
  std::string_view signature;  // the whole header value
  std::string_view timestamp;  // prefix stripped; empty when the rules have none
  std::string_view id;         // empty when the rules have none
};

// The only value of a header; nothing when it is absent or repeated (contract 3: invalid).
std::optional<std::string_view> single(const http::HeaderList& headers, std::string_view name);

// `missing` or `invalid` when the rules ask for what is not there exactly once, or is there in a
// form that nobody signs.
Verdict find_parts(const config::SignatureSpec& rules, const http::HeaderList& headers,
                   SignedParts& parts);

// valid, stale (outside the window, either direction) or invalid (no time in the rules' format).
Verdict check_time(const config::SignatureSpec& rules, const SignedParts& parts, UnixNs now);

// What stands before and after the body under the signature.
struct SignedFrame {
  std::string before;
  std::string after;
};
SignedFrame signed_frame(const config::SignatureSpec& rules, const SignedParts& parts);

std::string_view trim(std::string_view text);

// Calls `use(item)` for at most kMaxSignatureCandidates items of a header value; true as soon as
// one call returns true.
template <class Use>
bool any_item(std::string_view text, const std::string& separator, const Use& use) {
  if (separator.empty()) return use(text);
  for (std::size_t count = 0; count < config::kMaxSignatureCandidates; ++count) {
    const std::size_t end = text.find(separator);
    if (use(trim(text.substr(0, end)))) return true;
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + separator.size());
  }
  return false;
}

}  // namespace host::ingest
