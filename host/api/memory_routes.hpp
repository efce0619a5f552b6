// Reading the memory: entries, history, search (contract 2.3).
#pragma once

#include "host/http/request.hpp"
#include "host/http/response.hpp"
#include "host/store/store.hpp"

namespace host::api {

http::Response get_entry(const http::Request& request, store::Reader& reader);  // path form
http::Response get_entry_by_query(const http::Request& request, store::Reader& reader);
http::Response list_entries(const http::Request& request, store::Reader& reader);
http::Response get_history(const http::Request& request, store::Reader& reader);
http::Response search_by_query(const http::Request& request, store::Reader& reader);  // GET
http::Response search_by_body(const http::Request& request, store::Reader& reader);   // POST

}  // namespace host::api
