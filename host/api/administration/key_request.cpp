#include "host/api/administration/key_request.hpp"

#include <fmt/format.h>

#include <utility>

#include "host/access/scopes.hpp"
#include "host/api/body_fields.hpp"

namespace host::api {
namespace {

using access::bit;
using access::Scope;
using access::ScopeSet;

constexpr std::size_t kNameMax = 128;
constexpr std::size_t kKeyTypeMax = 32;
constexpr std::size_t kScopesMax = 16;
constexpr std::int64_t kRateMax = 1'000'000;  // per minute

// What a user of AMFS means by these words; administration has no such word there.
constexpr std::pair<std::string_view, ScopeSet> kPermissions[] = {
    {"read", bit(Scope::read)},
    {"write", bit(Scope::write) | bit(Scope::ingest)},
    {"read_write", bit(Scope::read) | bit(Scope::write) | bit(Scope::ingest)},
};

// AMFS's default is "read_write".
constexpr ScopeSet kDefaultScopes = kPermissions[2].second;

std::string_view view(const rapidjson::Value& text) {
  return {text.GetString(), text.GetStringLength()};
}

// 0 when there is no such scope.
ScopeSet scope_of(const rapidjson::Value& item) {
  if (item.IsString()) {
    const auto scope = access::parse_scope(view(item));
    return scope ? bit(*scope) : 0;
  }
  if (!item.IsObject()) return 0;
  const auto pattern = item.FindMember("pattern");
  const auto permission = item.FindMember("permission");
  const bool all =
      pattern == item.MemberEnd() || (pattern->value.IsString() && view(pattern->value) == "*");
  if (!all || permission == item.MemberEnd() || !permission->value.IsString()) return 0;
  for (const auto& [word, scopes] : kPermissions) {
    if (word == view(permission->value)) return scopes;
  }
  return 0;
}

ScopeSet read_scopes(BodyFields& fields) {
  const rapidjson::Value* list = fields.find("scopes");
  if (list == nullptr) return kDefaultScopes;
  ScopeSet scopes = 0;
  bool sound = list->IsArray() && !list->Empty() && list->Size() <= kScopesMax;
  for (rapidjson::SizeType i = 0; sound && i < list->Size(); ++i) {
    const ScopeSet scope = scope_of((*list)[i]);
    scopes |= scope;
    sound = scope != 0;
  }
  if (!sound) {
    fields.fault("scopes", fmt::format("expected a list of {} (or AMFS's pattern \"*\" with a "
                                       "permission read, write or read_write)",
                                       access::scope_list(access::kAllScopes)));
  }
  return sound ? scopes : 0;
}

void check_rights(const store::ApiKey& key, const access::Caller& caller) {
  if (!key.tenant_name.empty() && !caller.is_operator) {
    throw BadRequest(http::problem(403, "operator_required",
                                   "only the operator's keys may name a tenant; leave it out"));
  }
  if (const ScopeSet beyond = key.scopes & ~caller.scopes; beyond != 0) {
    throw BadRequest(http::problem(
        403, "api_key_scope",
        fmt::format("this API key lacks the scope {} and cannot give it; leave it out",
                    access::scope_list(beyond))));
  }
}

}  // namespace

store::ApiKey parse_key(const std::string& body, const access::Caller& caller, UnixNs now) {
  BodyFields fields(body);
  // A misspelt limit would make a key that may do more than it should.
  fields.allow_only({"tenant", "name", "scopes", "key_type", "rate_limit_rpm", "expires_at"});
  store::ApiKey key;
  key.tenant = caller.tenant;
  key.tenant_name = fields.text("tenant");
  key.name = fields.required_text("name", kNameMax);
  if (fields.is_sound("name") && key.name.empty()) fields.fault("name", "must not be empty");
  key.scopes = read_scopes(fields);
  key.key_type = fields.text("key_type", kKeyTypeMax);
  if (key.key_type.empty()) key.key_type = "agent";
  key.rate_limit_rpm = fields.integer("rate_limit_rpm", 0, 0, kRateMax);
  key.expires_at = fields.time("expires_at");
  if (fields.has("expires_at") && fields.is_sound("expires_at") && key.expires_at <= now) {
    fields.fault("expires_at", "expected a time in the future");
  }
  fields.check();
  check_rights(key, caller);
  return key;
}

}  // namespace host::api
