// What the routes of administration share: the audit of what they do, cursors, and how the store's
// refusals are answered.
#pragma once

#include <cstdint>
#include <string>

#include "host/access/caller.hpp"
#include "host/api/parameters.hpp"
#include "host/base/error.hpp"
#include "host/http/request.hpp"
#include "host/http/response.hpp"
#include "host/json/writer.hpp"
#include "host/store/audit.hpp"

namespace host::api {

// `action`: topic.verb. The store fills in the tenant and the resource where only it knows them.
store::AuditRecord audit_of(const http::Request& request, const access::Caller& caller,
                            std::string action, std::string detail = {});

// "next_cursor": null for 0, at the last page.
// The `cursor` of a list; 0 = from its begin. Who reads it passes on whether it names a row of that
// list: false throws BadParameter.
std::int64_t cursor_of(const Parameters& parameters);
void need_own_cursor(bool is_own);
void put_next_cursor(json::JsonWriter& writer, std::int64_t next);

// 404 for …_not_found, 503 with Retry-After when the store cannot write now, else 422.
http::Response admin_refusal(const Error& error);

}  // namespace host::api
