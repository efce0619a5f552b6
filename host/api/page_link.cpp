#include "host/api/page_link.hpp"

#include <charconv>

#include "host/api/query_handler.hpp"
#include "host/http/uri.hpp"

namespace host::api {

std::string next_page_link(const http::Request& request, const std::string& cursor) {
  std::string link = "<" + std::string(request.path) + "?";
  const auto parameters = request.query_params();
  if (parameters.has_value()) {
    for (const auto& [name, value] : parameters.value().all()) {
      if (name == "cursor" || name == "offset") continue;
      link += http::percent_encode(name) + "=" + http::percent_encode(value) + "&";
    }
  }
  return link + "cursor=" + http::percent_encode(cursor) + ">; rel=\"next\"";
}

std::string entry_cursor(char order, store::EntryId last) { return order + std::to_string(last); }

store::EntryId parse_entry_cursor(const std::string& text, char order) {
  if (text.empty()) return 0;
  store::EntryId id = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + 1, end, id);
  if (text[0] != order || error != std::errc{} || stop != end || id <= 0) {
    throw BadParameter("cursor", kCursorRule);
  }
  return id;
}

store::EntryId parse_entry_cursor(const std::string& text, char order, store::TenantId tenant,
                                  store::Reader& reader) {
  const store::EntryId id = parse_entry_cursor(text, order);
  if (id != 0 && !reader.overview().has_entry(tenant, id)) {
    throw BadParameter("cursor", kCursorRule);
  }
  return id;
}

}  // namespace host::api
