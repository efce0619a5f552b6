// POST /admin/api-keys: the body, checked.
#pragma once

#include <string>

#include "host/access/caller.hpp"
#include "host/base/clock.hpp"
#include "host/store/keys.hpp"

namespace host::api {

// {name, scopes?, key_type?, rate_limit_rpm?, expires_at?, tenant?} → a key without id, digest and
// prefix. Scopes are a list of our words, or AMFS's [{"pattern": "*", "permission": "read_write"}],
// which is also what an absent one means.
// Throws BadRequest: 422 for a bad field, 403 for what this caller may not give.
store::ApiKey parse_key(const std::string& body, const access::Caller& caller, UnixNs now);

}  // namespace host::api
