// The body of POST /events, parsed and checked.
#pragma once

#include <string>
#include <variant>

#include "host/http/request.hpp"
#include "host/http/response.hpp"
#include "host/store/records.hpp"

namespace host::api {

// Either the write, or the answer that says what is wrong: 400 invalid_json with the byte offset,
// 422 with every bad field.
std::variant<store::DirectWrite, http::Response> parse_direct(const http::Request& request);

}  // namespace host::api
