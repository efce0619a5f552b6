// How a route's handler learns who calls: decided in on_head(), carried to handle() with the
// request.
#pragma once

#include "host/access/access.hpp"
#include "host/http/handler.hpp"

namespace host::api {

// For on_head(): Proceed with the caller kept in request.context, or the refusal.
http::HeadDecision admit(const access::Access& access, access::Scope scope, http::Request& request,
                         std::uint64_t body_max);

// For handle(), after admit() said Proceed.
const access::Caller& caller_of(const http::Request& request);

}  // namespace host::api
