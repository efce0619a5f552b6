// Access: who may do what, and how much of it (contract 2.5).
//
// Keys come from AMFS_API_KEYS and from admin.key: the operator's, default tenant, all scopes; and
// from the store, each with its tenant, scopes, expiry and rate. Only their SHA-256 is held. While
// there are neither AMFS_API_KEYS nor stored keys, reading and writing memory is open to plain
// loopback requests; payloads, replay and administration always need a key. Whoever is let in is a
// Caller; every query and write after that is in the Caller's tenant.
//
// Thread rule: any thread; keys() says more.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "host/access/caller.hpp"
#include "host/access/key_table.hpp"
#include "host/access/refusals.hpp"
#include "host/access/tenant_limits.hpp"
#include "host/base/clock.hpp"
#include "host/base/error.hpp"
#include "host/config/secret_string.hpp"
#include "host/config/settings.hpp"
#include "host/crypto/digest.hpp"
#include "host/http/request.hpp"
#include "host/http/response.hpp"

namespace host::access {

using Admission = std::variant<Caller, http::Response>;

class Access {
 public:
  // `admin_key` may be empty. `clock` judges expiry and outlives this.
  Access(const std::vector<config::SecretString>& api_keys, const config::SecretString& admin_key,
         const Clock& clock, config::TenantSettings limits = {});

  // Who calls, or the refusal: 401 api_key_missing or api_key_invalid, 403 api_key_scope, 429
  // rate_limited or quota_exceeded, 415 for an open write that is not JSON.
  Admission admit(const http::Request& request, Scope scope) const;

  // The same with a key only: no loopback exception, and no limits on requests. For a webhook under
  // auth.require_key_on_webhooks; refuse_webhook() has its limits.
  Admission admit_with_key(const http::Request& request, Scope scope) const;

  // Whether a caller that was let in would be now: for what lasts, like a stream.
  bool still_admits(const Caller& caller) const;

  // 503 overloaded or storage_quota when the tenant may not deliver another webhook now. Takes one
  // of its deliveries when it may.
  std::optional<http::Response> refuse_webhook(store::TenantId tenant,
                                               std::string_view connector) const;

  bool has_configured_keys() const { return configured_ > 0 || !keys_.empty(); }

  // What they hold changes while the host runs; every route knows this class as const.
  KeyTable& keys() const { return keys_; }
  TenantLimits& limits() const { return limits_; }
  // Counts what this class refuses; whoever refuses on other grounds counts for itself.
  Refusals& refusals() const { return refusals_; }

 private:
  struct OperatorKey {
    crypto::Sha256 digest;
    std::string name;
  };
  enum class Limited : bool { no, yes };

  Admission identify(const http::Request& request, Scope scope) const;
  // Nothing when no key was sent.
  std::optional<Admission> by_key(const http::Request& request, Scope scope, Limited limited) const;
  std::optional<Admission> operator_by(const crypto::Sha256& digest) const;
  std::optional<http::Response> refuse_request(const Caller& caller, Scope scope) const;
  http::Response counted(store::TenantId tenant, http::Response refusal,
                         std::string_view connector = {}) const;

  const Clock& clock_;
  std::vector<OperatorKey> operators_;
  std::size_t configured_ = 0;
  mutable KeyTable keys_;
  mutable TenantLimits limits_;
  mutable Refusals refusals_;
};

// A new key: "amfs_sk_" and 192 random bits.
config::SecretString make_api_key();

// The key in $data_dir/admin.key; made (0600) when there is none.
Result<config::SecretString> load_or_make_admin_key(const std::string& data_dir);

// Peer, HTTP version, Host, forwarding headers and Origin all say: a program on this machine, not
// through a proxy and not a page of another site in a browser.
bool is_plain_loopback(const http::Request& request);

// 127.0.0.0/8, ::1 or localhost, with or without a port.
bool is_loopback_host(std::string_view host);

}  // namespace host::access
