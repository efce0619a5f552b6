#include "host/access/access.hpp"

#include <algorithm>
#include "host/base/text.hpp"

namespace host::access {
namespace {

// The key of the request; X-AMFS-API-Key wins over Authorization.
std::optional<std::string_view> key_of(const http::Request& request) {
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
  return http::problem(401, "api_key_invalid",
                       "this API key is not known; check it, or make a new one");
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

bool is_loopback_host(std::string_view host) {
  if (!host.empty() && host.front() == '[') {
    constexpr std::string_view kLoopback = "[::1]";
    return host.substr(0, kLoopback.size()) == kLoopback &&
           (host.size() == kLoopback.size() || host[kLoopback.size()] == ':');
  }
  host = host.substr(0, host.find(':'));
  if (equals_ignore_case(host, "localhost")) return true;
  if (host.substr(0, 4) != "127.") return false;
  return std::all_of(host.begin(), host.end(),
                     [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

bool is_plain_loopback(const http::Request& request) {
  if (!request.is_loopback_peer) return false;
  const auto host = request.headers.find("Host");
  if (!host || !is_loopback_host(*host)) return false;
  for (const http::Header& field : request.headers) {
    if (equals_ignore_case(field.name.substr(0, 12), "X-Forwarded-")) return false;
  }
  for (const char* name : {"Forwarded", "X-Real-IP", "Via"}) {
    if (request.headers.count(name) != 0) return false;
  }
  if (request.headers.count("Origin") > 1) return false;
  const auto origin = request.headers.find("Origin");
  if (!origin) return true;
  const std::size_t scheme = origin->find("://");
  return scheme != std::string_view::npos && is_loopback_host(origin->substr(scheme + 3));
}

Access::Access(const std::vector<config::SecretString>& api_keys,
               const config::SecretString& admin_key)
    : configured_(api_keys.size()) {
  for (const config::SecretString& key : api_keys) digests_.push_back(crypto::sha256(key.reveal()));
  if (!admin_key.empty()) digests_.push_back(crypto::sha256(admin_key.reveal()));
}

std::optional<Admission> Access::by_key(const http::Request& request, Scope /*scope*/) const {
  const auto key = key_of(request);
  if (!key) return std::nullopt;
  const crypto::Sha256 digest = crypto::sha256(*key);
  bool known = false;
  for (const crypto::Sha256& candidate : digests_) {  // all of them: no early exit to time
    known =
        crypto::constant_time_equal(crypto::as_text(candidate), crypto::as_text(digest)) || known;
  }
  if (!known) return Admission(key_invalid());
  return Admission(Caller{store::kDefaultTenant, kAllScopes, "configured key", true});
}

Admission Access::admit_with_key(const http::Request& request, Scope scope) const {
  if (auto decided = by_key(request, scope)) return std::move(*decided);
  return key_missing();
}

Admission Access::admit(const http::Request& request, Scope scope) const {
  if (auto decided = by_key(request, scope)) return std::move(*decided);
  const bool memory = scope == Scope::read || scope == Scope::write;
  if (!memory || has_configured_keys() || !is_plain_loopback(request)) return key_missing();
  // Without a key a browser page must not be able to write: JSON needs a preflight, which we
  // refuse.
  if (is_write(request) && !is_json(request)) {
    return http::problem(415, "unsupported_media_type", "send Content-Type: application/json");
  }
  return Caller{store::kDefaultTenant, bit(Scope::read) | bit(Scope::write), "loopback", false};
}

}  // namespace host::access
