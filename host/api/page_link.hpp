// Pages of lists that are ordered by entries: the cursor names the last entry of a page and its
// order, and `Link: rel="next"` asks for the next page as this one was asked for.
#pragma once

#include <string>

#include "host/http/request.hpp"
#include "host/store/store.hpp"

namespace host::api {

// The request's own address with this cursor, without its offset.
std::string next_page_link(const http::Request& request, const std::string& cursor);

// `order` is a letter for the list and its order.
std::string entry_cursor(char order, store::EntryId last);

inline constexpr const char* kCursorRule = "use the cursor of the previous page's Link, unchanged";

// 0 for an empty text. Throws BadParameter for a cursor of another list or order.
store::EntryId parse_entry_cursor(const std::string& text, char order);

// And for an entry that the tenant does not have.
store::EntryId parse_entry_cursor(const std::string& text, char order, store::TenantId tenant,
                                  store::Reader& reader);

}  // namespace host::api
