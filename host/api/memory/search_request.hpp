// What /search and /retrieve are asked, from a query string or a JSON body: the same fields, checks
// and defaults in both.
#pragma once

#include <string>

#include "host/access/caller.hpp"
#include "host/http/request.hpp"
#include "host/store/search.hpp"

namespace host::api {

inline constexpr std::size_t kLinkMax = 4096;

// All throw BadRequest.
store::SearchQuery search_from_query(const http::Request& request, const access::Caller& caller);
store::SearchQuery search_from_body(const http::Request& request, const access::Caller& caller);
store::SearchQuery retrieve_from_body(const http::Request& request, const access::Caller& caller);

// The value of `Link` for the page at `position`: always the form with a query string, with every
// field that was asked for. Empty when that would be longer than clients take (kLinkMax).
std::string next_page_link(const store::SearchQuery& query, const store::SearchPosition& position);

}  // namespace host::api
