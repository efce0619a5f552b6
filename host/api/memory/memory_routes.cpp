#include "host/api/memory/memory_routes.hpp"

#include <cstdint>

#include "host/api/memory/entry_json.hpp"
#include "host/api/page_link.hpp"
#include "host/api/parameters.hpp"
#include "host/api/query_handler.hpp"

namespace host::api {
namespace {

constexpr std::int64_t kListLimit = 1000;  // AMFS clients that name none expect a whole list
constexpr std::int64_t kListMax = 10000;   // AMFS's
constexpr std::size_t kHistoryMax = 1000;

void check_branch(const Parameters& parameters) {
  const std::string branch = parameters.text("branch");
  if (!branch.empty() && branch != "main") throw BadParameter("branch", "only main exists here");
}

// A miss is 200: AMFS clients depend on it. A hit counts as a recall.
http::Response entry_or_not_found(store::EntryWrites& entries, store::Reader& reader,
                                  store::TenantId tenant, const std::string& path,
                                  const std::string& key) {
  auto entry = reader.current_entry(tenant, path, key);
  json::JsonWriter writer;
  if (entry) {
    entry->recall_count += entries.recalled(*entry);
    write_entry(writer, *entry);
  } else {
    writer.begin_object().put("status", "not_found");
    writer.put("entity_path", path).put("key", key).end_object();
  }
  return http::json(200, writer.text());
}

Query get_entry(store::EntryWrites& entries) {
  return [&entries](const http::Request& request, const access::Caller& caller,
                    store::Reader& reader) {
    check_branch(Parameters(request));
    return entry_or_not_found(entries, reader, caller.tenant,
                              path_parameter(request, "entity_path"),
                              path_parameter(request, "key"));
  };
}

Query get_entry_by_query(store::EntryWrites& entries) {
  return [&entries](const http::Request& request, const access::Caller& caller,
                    store::Reader& reader) {
    const Parameters parameters(request);
    check_branch(parameters);
    return entry_or_not_found(entries, reader, caller.tenant, parameters.required("entity_path"),
                              parameters.required("key"));
  };
}

http::Response list_entries(const http::Request& request, const access::Caller& caller,
                            store::Reader& reader) {
  const Parameters parameters(request);
  check_branch(parameters);
  store::EntryFilter filter;
  filter.tenant = caller.tenant;
  filter.entity_path = parameters.text("entity_path");
  filter.include_superseded = parameters.flag("include_superseded");
  filter.limit = static_cast<std::size_t>(parameters.integer("limit", kListLimit, 1, kListMax));
  filter.offset = static_cast<std::size_t>(parameters.integer("offset", 0, 0, INT32_MAX));
  const std::string sort = parameters.text("sort");
  if (!sort.empty() && sort != "written_at" && sort != "recall_count") {
    throw BadParameter("sort", "expected written_at or recall_count");
  }
  if (sort == "written_at") filter.sort = store::EntrySort::written_at;
  if (sort == "recall_count") filter.sort = store::EntrySort::recall_count;
  const char order = sort.empty() ? 'p' : sort[0];
  filter.after = parse_entry_cursor(parameters.text("cursor"), order, caller.tenant, reader);
  const std::string fields = parameters.text("fields");
  if (!fields.empty() && fields != "meta") throw BadParameter("fields", "expected meta");
  filter.with_values = fields != "meta";

  std::int64_t total = 0;
  const auto entries = reader.list_entries(filter, total);
  json::JsonWriter writer;
  writer.begin_object().key("entries").begin_array();
  for (const store::Entry& entry : entries) write_entry(writer, entry, filter.with_values);
  writer.end_array().put("total", total).end_object();
  http::Response response = http::json(200, writer.text());
  if (!entries.empty() && store::is_full(filter, entries)) {
    const std::string cursor = entry_cursor(order, entries.back().id);
    response.set_header("Link", next_page_link(request, cursor));
  }
  return response;
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
  store::EntryWrites& entries = table.parts().store.entries();
  table.query("GET", "/entries", Scope::read, list_entries);
  table.query("GET", "/entries/{entity_path*}/{key}", Scope::read, get_entry(entries));
  table.query("GET", "/entry", Scope::read, get_entry_by_query(entries));
  table.query("GET", "/history/{entity_path*}/{key}", Scope::read, get_history);
}

}  // namespace host::api
