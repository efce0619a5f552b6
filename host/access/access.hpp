// Access: who may do what (contract 2.5).
//
// Keys come from AMFS_API_KEYS and from admin.key; both: default tenant, all scopes. Only their
// SHA-256 is held. Without AMFS_API_KEYS, reading and writing memory is open to plain loopback
// requests; payloads, replay and administration always need a key. Whoever is let in is a Caller;
// every query and write after that is in the Caller's tenant.
//
// Immutable after construction: any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "host/access/caller.hpp"
#include "host/base/error.hpp"
#include "host/config/secret_string.hpp"
#include "host/crypto/digest.hpp"
#include "host/http/request.hpp"
#include "host/http/response.hpp"

namespace host::access {

using Admission = std::variant<Caller, http::Response>;

class Access {
 public:
  // `admin_key` may be empty. `api_keys` empty: memory is open to loopback.
  Access(const std::vector<config::SecretString>& api_keys, const config::SecretString& admin_key);

  // Who calls, or the refusal: 401 api_key_missing or api_key_invalid, 403 api_key_scope, 415 for
  // an open write that is not JSON.
  Admission admit(const http::Request& request, Scope scope) const;

  // The same with a key only, no loopback exception: a webhook under auth.require_key_on_webhooks.
  Admission admit_with_key(const http::Request& request, Scope scope) const;

  bool has_configured_keys() const { return configured_ > 0; }

 private:
  // Nothing when no key was sent.
  std::optional<Admission> by_key(const http::Request& request, Scope scope) const;

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
