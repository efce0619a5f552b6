// SigcheckCall: the host's side of one validate_signature: a SigcheckView as amfs_sigcheck, and the
// HMAC service behind it with its limits. Lives on the stack of the call.
#pragma once

#include <vector>

#include "amfs/abi/connector.h"
#include "host/connector/runtime.hpp"

namespace host::connector {

class SigcheckCall {
 public:
  // `view` and `hmac` must outlive the call.
  SigcheckCall(const SigcheckView& view, const HmacService& hmac);
  SigcheckCall(const SigcheckCall&) = delete;
  SigcheckCall& operator=(const SigcheckCall&) = delete;

  const amfs_sigcheck* abi() const { return &check_; }
  // The plugin handed over what the ABI does not allow: its answer does not count.
  bool is_malformed() const { return malformed_; }

 private:
  static amfs_status verify_hmac(const amfs_sigcheck* check, std::uint32_t secret_index,
                                 std::uint32_t algorithm, const amfs_str* pieces,
                                 std::uint32_t piece_count, amfs_str candidate);
  amfs_status verify(std::uint32_t secret_index, std::uint32_t algorithm, const amfs_str* pieces,
                     std::uint32_t piece_count, amfs_str candidate);
  bool spend(const amfs_str* pieces, std::uint32_t piece_count, const amfs_str& candidate);

  amfs_sigcheck check_{};
  std::vector<amfs_kv> headers_;
  const HmacService& hmac_;
  std::uint32_t calls_ = 0;
  std::size_t bytes_left_ = kHmacBytesMax;
  bool malformed_ = false;
};

}  // namespace host::connector
