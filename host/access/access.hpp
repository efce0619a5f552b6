// Access: who may do what (contract 2.5).
//
// Keys come from AMFS_API_KEYS and from admin.key; both: default tenant, all scopes. Only their
// SHA-256 is held. Without AMFS_API_KEYS, reading and writing memory is open to plain loopback
// requests; payloads, replay and administration always need a key.
//
// Immutable after construction: any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/error.hpp"
#include "host/config/secret_string.hpp"
#include "host/crypto/digest.hpp"
#include "host/http/request.hpp"
#include "host/http/response.hpp"

namespace host::access {

enum class Scope : std::uint8_t { ingest, read, write, operate, admin };

class Access {
 public:
  // `admin_key` may be empty. `api_keys` empty: memory is open to loopback.
  Access(const std::vector<config::SecretString>& api_keys, const config::SecretString& admin_key);

  // Nothing when the request may go on; else the answer: 401 api_key_missing or api_key_invalid,
  // 415 for an open write that is not JSON.
  std::optional<http::Response> refuse(const http::Request& request, Scope scope) const;

  // A webhook under auth.require_key_on_webhooks: a valid key, no loopback exception.
  std::optional<http::Response> refuse_without_key(const http::Request& request) const;

  bool has_configured_keys() const { return configured_ > 0; }

 private:
  enum class Presented : std::uint8_t { none, valid, invalid };
  Presented presented(const http::Request& request) const;

  std::vector<crypto::Sha256> digests_;
  std::size_t configured_ = 0;
};

// The key in $data_dir/admin.key; made (0600) when there is none.
Result<config::SecretString> load_or_make_admin_key(const std::string& data_dir);

// Peer, Host, forwarding headers and Origin all say: a program on this machine, not through a proxy
// and not a page of another site in a browser.
bool is_plain_loopback(const http::Request& request);

// 127.0.0.0/8, ::1 or localhost, with or without a port.
bool is_loopback_host(std::string_view host);

}  // namespace host::access
