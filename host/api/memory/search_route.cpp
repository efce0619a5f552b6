#include "host/api/memory/search_route.hpp"

#include "host/api/memory/entry_json.hpp"
#include "host/api/memory/search_request.hpp"

namespace host::api {
namespace {

// An entry with what a search adds to it.
void write_found(json::JsonWriter& writer, const store::FoundEntry& found,
                 const store::SearchQuery& query) {
  writer.begin_object();
  write_entry_members(writer, found.entry);
  if (query.snippets) writer.put("snippet", found.snippet);
  if (query.any_term) {
    writer.put("_score", found.score.total).key("_breakdown").begin_object();
    writer.put("semantic", found.score.text).put("recency", found.score.recency);
    writer.put("confidence", found.score.confidence).end_object();
  }
  writer.end_object();
}

http::Response answer(const store::SearchQuery& query, store::Reader& reader) {
  const store::SearchResult result = reader.search(query);
  json::JsonWriter writer;
  writer.begin_array();
  for (const store::FoundEntry& found : result.found) write_found(writer, found, query);
  http::Response response = http::json(200, writer.end_array().text());
  if (result.truncated) response.set_header("X-AMFS-Truncated", "true");
  if (result.next && !query.any_term) {
    const std::string link = next_page_link(query, *result.next);
    if (!link.empty()) response.set_header("Link", link);
  }
  return response;
}

}  // namespace

void add_search_routes(RouteTable& table) {
  using access::Scope;
  const auto with = [](store::SearchQuery (*read)(const http::Request&, const access::Caller&)) {
    return [read](const http::Request& request, const access::Caller& caller,
                  store::Reader& reader) { return answer(read(request, caller), reader); };
  };
  table.query("GET", "/search", Scope::read, with(search_from_query));
  table.query("POST", "/search", Scope::read, with(search_from_body));
  table.query("POST", "/retrieve", Scope::read, with(retrieve_from_body));
}

}  // namespace host::api
