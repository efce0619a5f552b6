#include "host/connector/sigcheck_call.hpp"

#include "host/connector/abi_text.hpp"

namespace host::connector {

SigcheckCall::SigcheckCall(const SigcheckView& view, const HmacService& hmac) : hmac_(hmac) {
  headers_.reserve(view.headers.size());
  for (const HeaderView& header : view.headers)
    headers_.push_back({to_abi(header.name), to_abi(header.value)});
  check_.struct_size = sizeof check_;
  check_.body = to_abi(view.body);
  check_.signature = to_abi(view.signature);
  check_.timestamp = to_abi(view.timestamp);
  check_.id = to_abi(view.id);
  check_.method = to_abi(view.method);
  check_.url = to_abi(view.url);
  check_.headers = headers_.data();
  check_.header_count = static_cast<std::uint32_t>(headers_.size());
  check_.secret_count = view.secret_count;
  check_.received_unix_ns = view.received_unix_ns;
  check_.tolerance_ns = view.tolerance_ns;
  check_.ctx = this;
  check_.verify_hmac = &SigcheckCall::verify_hmac;
}

amfs_status SigcheckCall::verify_hmac(const amfs_sigcheck* check, std::uint32_t secret_index,
                                      std::uint32_t algorithm, const amfs_str* pieces,
                                      std::uint32_t piece_count, amfs_str candidate) {
  auto& call = *static_cast<SigcheckCall*>(check->ctx);
  try {  // no exception may leave a callback: its caller may be C, or built by another compiler
    return call.verify(secret_index, algorithm, pieces, piece_count, candidate);
  } catch (...) {
    return AMFS_INTERNAL;
  }
}

amfs_status SigcheckCall::verify(std::uint32_t secret_index, std::uint32_t algorithm,
                                 const amfs_str* pieces, std::uint32_t piece_count,
                                 amfs_str candidate) {
  if (++calls_ > kHmacCallsMax || piece_count > kHmacPiecesMax) return AMFS_LIMIT;
  if (pieces == nullptr && piece_count > 0) {
    malformed_ = true;
    return AMFS_INTERNAL;
  }
  if (secret_index >= check_.secret_count) return AMFS_UNSUPPORTED;
  if (!spend(pieces, piece_count, candidate)) return AMFS_LIMIT;
  std::vector<std::string_view> texts;
  texts.reserve(piece_count);
  for (std::uint32_t i = 0; i < piece_count; ++i) texts.push_back(from_abi(pieces[i]));
  switch (hmac_.verify(secret_index, algorithm, texts, from_abi(candidate))) {
    case HmacAnswer::match:
      return AMFS_OK;
    case HmacAnswer::unsupported:
      return AMFS_UNSUPPORTED;
    case HmacAnswer::mismatch:
      break;
  }
  return AMFS_SIG_INVALID;
}

// Lengths are the plugin's word: no sum may wrap.
bool SigcheckCall::spend(const amfs_str* pieces, std::uint32_t piece_count,
                         const amfs_str& candidate) {
  std::size_t left = bytes_left_;
  if (candidate.len > left) return false;
  left -= candidate.len;
  for (std::uint32_t i = 0; i < piece_count; ++i) {
    if (pieces[i].len > left) return false;
    left -= pieces[i].len;
  }
  bytes_left_ = left;
  return true;
}

}  // namespace host::connector
