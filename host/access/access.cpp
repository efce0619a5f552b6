#include "host/access/access.hpp"

#include <fmt/format.h>

#include "host/base/text.hpp"

namespace host::access {
namespace {

// The key of the request; X-AMFS-API-Key wins over Authorization. Two of either are no key: a
// program in between may have judged by the other one.
std::optional<std::string_view> key_of(const http::Request& request) {
  for (const char* name : {"X-AMFS-API-Key", "Authorization"}) {
    if (request.headers.count(name) > 1) return "";
  }
  if (const auto key = request.headers.find("X-AMFS-API-Key")) return key;
  const auto authorization = request.headers.find("Authorization");
  constexpr std::string_view kBearer = "Bearer ";
  if (authorization && authorization->size() > kBearer.size() &&
      equals_ignore_case(authorization->substr(0, kBearer.size()), kBearer)) {
    return authorization->substr(kBearer.size());
  }
  return std::nullopt;
}

http::Response key_missing() {
  http::Response response = http::problem(
      401, "api_key_missing",
      "send an API key as X-AMFS-API-Key or Authorization: Bearer; the host's admin key is in "
      "admin.key in its data directory");
  return response.set_header("WWW-Authenticate", "Bearer");
}

http::Response key_invalid() {
  // One text for unknown, expired and revoked: which of them it is, is nobody's business.
  return http::problem(401, "api_key_invalid",
                       "this API key is not valid (any more); check it, or make a new one");
}

http::Response scope_missing(Scope scope) {
  return http::problem(
      403, "api_key_scope",
      fmt::format("this API key lacks the scope {}; use one that has it", to_string(scope)));
}

constexpr store::TenantId kNobody = 0;           // refused before anybody was known
constexpr std::int64_t kQuotaRetrySeconds = 60;  // somebody must act first

std::int64_t whole_seconds(std::int64_t ns) { return (ns + kNsPerSecond - 1) / kNsPerSecond; }

http::Response rate_limited(const char* who, std::int64_t wait_ns) {
  const std::int64_t seconds = whole_seconds(wait_ns);
  http::Response response =
      http::problem(429, "rate_limited",
                    fmt::format("{} sends too many requests; try again in {} s", who, seconds));
  return response.retry_after(seconds);
}

bool is_write(const http::Request& request) {
  return request.method != "GET" && request.method != "HEAD";
}

bool is_json(const http::Request& request) {
  const auto type = request.headers.find("Content-Type");
  if (!type) return false;
  const std::string_view media = type->substr(0, type->find(';'));
  return equals_ignore_case(media.substr(0, media.find_last_not_of(' ') + 1), "application/json");
}

}  // namespace

Access::Access(const std::vector<config::SecretString>& api_keys,
               const config::SecretString& admin_key, const Clock& clock,
               config::TenantSettings limits)
    : clock_(clock), limits_(std::move(limits)) {
  for (const config::SecretString& key : api_keys) {
    operators_.push_back({crypto::sha256(key.reveal()), "AMFS_API_KEYS"});
  }
  configured_ = operators_.size();
  if (!admin_key.empty()) operators_.push_back({crypto::sha256(admin_key.reveal()), "admin.key"});
}

std::optional<Admission> Access::operator_by(const crypto::Sha256& digest) const {
  const OperatorKey* known = nullptr;
  for (const OperatorKey& candidate : operators_) {  // all of them: no early exit to time
    if (crypto::constant_time_equal(crypto::as_text(candidate.digest), crypto::as_text(digest))) {
      known = &candidate;
    }
  }
  if (known == nullptr) return std::nullopt;
  return Caller{store::kDefaultTenant, kAllScopes, known->name, true, {}};
}

std::optional<Admission> Access::by_key(const http::Request& request, Scope scope,
                                        Limited limited) const {
  const auto text = key_of(request);
  if (!text) return std::nullopt;
  const crypto::Sha256 digest = crypto::sha256(*text);
  if (auto known = operator_by(digest)) return known;
  const std::shared_ptr<LiveKey> key = keys_.find(digest);
  const UnixNs now = clock_.now_ns();
  if (key == nullptr || key->is_expired(now)) return counted(kNobody, key_invalid());
  if (limited == Limited::yes) {
    if (const std::int64_t wait = key->requests.take(monotonic_ns()); wait > 0) {
      return counted(key->tenant, rate_limited("this API key", wait));
    }
  }
  keys_.note_use(*key, now);
  if ((key->scopes & bit(scope)) == 0) return counted(key->tenant, scope_missing(scope));
  return Caller{key->tenant, key->scopes, key->name, false, key};
}

bool Access::still_admits(const Caller& caller) const {
  if (caller.is_operator) return true;
  if (caller.key == nullptr) return !has_configured_keys();  // let in by the loopback rule
  return !caller.key->is_removed && !caller.key->is_expired(clock_.now_ns());
}

Admission Access::admit_with_key(const http::Request& request, Scope scope) const {
  if (auto decided = by_key(request, scope, Limited::no)) return std::move(*decided);
  return counted(kNobody, key_missing());
}

Admission Access::admit(const http::Request& request, Scope scope) const {
  Admission decided = identify(request, scope);
  if (const auto* caller = std::get_if<Caller>(&decided)) {
    if (auto refusal = refuse_request(*caller, scope)) return std::move(*refusal);
  }
  return decided;
}

Admission Access::identify(const http::Request& request, Scope scope) const {
  if (auto decided = by_key(request, scope, Limited::yes)) return std::move(*decided);
  const bool memory = scope == Scope::read || scope == Scope::write;
  if (!memory || has_configured_keys() || !is_plain_loopback(request)) {
    return counted(kNobody, key_missing());
  }
  // Without a key a browser page must not be able to write: JSON needs a preflight, which we
  // refuse.
  if (is_write(request) && !is_json(request)) {
    return counted(kNobody, http::problem(415, "unsupported_media_type",
                                          "send Content-Type: application/json"));
  }
  return Caller{store::kDefaultTenant, bit(Scope::read) | bit(Scope::write), "loopback", false, {}};
}

// What the caller's tenant may ask for. An operator can administer the host whatever goes on.
std::optional<http::Response> Access::refuse_request(const Caller& caller, Scope scope) const {
  if (caller.is_operator && scope == Scope::admin) return std::nullopt;
  const std::int64_t now = monotonic_ns();
  if (const std::int64_t wait = limits_.take_request(caller.tenant, now); wait > 0) {
    return counted(caller.tenant, rate_limited("this tenant", wait));
  }
  const bool adds = scope == Scope::write || scope == Scope::ingest;
  if (!adds || !limits_.is_full(caller.tenant, now)) return std::nullopt;
  http::Response response = http::problem(
      429, "quota_exceeded", "the tenant's memory is full; ask the operator for a larger quota");
  return counted(caller.tenant, response.retry_after(kQuotaRetrySeconds));
}

std::optional<http::Response> Access::refuse_webhook(store::TenantId tenant,
                                                     std::string_view connector) const {
  const std::int64_t now = monotonic_ns();
  if (const std::int64_t wait = limits_.take_webhook(tenant, now); wait > 0) {
    http::Response response =
        http::problem(503, "overloaded", "too many deliveries at once; try again shortly");
    return counted(tenant, response.retry_after(whole_seconds(wait)), connector);
  }
  if (!limits_.is_full(tenant, now)) return std::nullopt;
  http::Response response = http::problem(
      503, "storage_quota", "the tenant's memory is full; ask the operator for a larger quota");
  return counted(tenant, response.retry_after(kQuotaRetrySeconds), connector);
}

http::Response Access::counted(store::TenantId tenant, http::Response refusal,
                               std::string_view connector) const {
  refusals_.count(tenant, connector, refusal.code);
  return refusal;
}

}  // namespace host::access
