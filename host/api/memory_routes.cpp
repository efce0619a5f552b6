#include "host/api/memory_routes.hpp"

#include <cstdint>

#include "host/api/entry_json.hpp"
#include "host/api/parameters.hpp"
#include "host/api/query_handler.hpp"

namespace host::api {
namespace {

constexpr std::size_t kListLimit = 100;
constexpr std::size_t kHistoryMax = 1000;

// A miss is 200: AMFS clients depend on it.
http::Response entry_or_not_found(store::Reader& reader, store::TenantId tenant,
                                  const std::string& path, const std::string& key) {
  const auto entry = reader.current_entry(tenant, path, key);
  json::JsonWriter writer;
  if (entry) {
    write_entry(writer, *entry);
  } else {
    writer.begin_object().put("status", "not_found");
    writer.put("entity_path", path).put("key", key).end_object();
  }
  return http::json(200, writer.text());
}

http::Response get_entry(const http::Request& request, const access::Caller& caller,
                         store::Reader& reader) {
  return entry_or_not_found(reader, caller.tenant, path_parameter(request, "entity_path"),
                            path_parameter(request, "key"));
}

http::Response get_entry_by_query(const http::Request& request, const access::Caller& caller,
                                  store::Reader& reader) {
  const Parameters parameters(request);
  return entry_or_not_found(reader, caller.tenant, parameters.required("entity_path"),
                            parameters.required("key"));
}

http::Response list_entries(const http::Request& request, const access::Caller& caller,
                            store::Reader& reader) {
  const Parameters parameters(request);
  store::EntryFilter filter;
  filter.tenant = caller.tenant;
  filter.entity_path = parameters.text("entity_path");
  filter.include_superseded = parameters.flag("include_superseded");
  filter.limit = parameters.limit(kListLimit);
  filter.offset = static_cast<std::size_t>(parameters.integer("offset", 0, 0, INT32_MAX));
  const std::string sort = parameters.text("sort");
  if (!sort.empty() && sort != "written_at" && sort != "recall_count") {
    throw BadParameter("sort", "expected written_at or recall_count");
  }
  filter.newest_first = sort == "written_at";
  const std::string fields = parameters.text("fields");
  if (!fields.empty() && fields != "meta") throw BadParameter("fields", "expected meta");

  std::int64_t total = 0;
  const auto entries = reader.list_entries(filter, total);
  json::JsonWriter writer;
  writer.begin_object().key("entries").begin_array();
  for (const store::Entry& entry : entries) write_entry(writer, entry, fields != "meta");
  writer.end_array().put("total", total).end_object();
  return http::json(200, writer.text());
}

http::Response get_history(const http::Request& request, const access::Caller& caller,
                           store::Reader& reader) {
  const Parameters parameters(request);
  const std::string path = path_parameter(request, "entity_path");
  const std::string key = path_parameter(request, "key");
  const auto versions = reader.history(caller.tenant, path, key, parameters.time("since", 0),
                                       parameters.time("until", INT64_MAX), kHistoryMax);
  json::JsonWriter writer;
  writer.begin_object().put("entity_path", path).put("key", key);
  writer.put("version_count", versions.size()).key("versions").begin_array();
  for (const store::Entry& entry : versions) write_entry(writer, entry);
  writer.end_array().end_object();
  return http::json(200, writer.text());
}

}  // namespace

void add_memory_routes(RouteTable& table) {
  using access::Scope;
  table.query("GET", "/entries", Scope::read, list_entries);
  table.query("GET", "/entries/{entity_path*}/{key}", Scope::read, get_entry);
  table.query("GET", "/entry", Scope::read, get_entry_by_query);
  table.query("GET", "/history/{entity_path*}/{key}", Scope::read, get_history);
}

}  // namespace host::api
