#include "host/api/memory/memory_routes.hpp"

#include <charconv>
#include <cstdint>

#include "host/api/memory/entry_json.hpp"
#include "host/api/page_link.hpp"
#include "host/api/parameters.hpp"
#include "host/api/query_handler.hpp"

namespace host::api {
namespace {

constexpr std::int64_t kListLimit = 1000;  // AMFS clients that name none expect a whole list
constexpr std::int64_t kListMax = 10000;   // AMFS's
constexpr char kRecallOrder = 'r';         // the first letter of `sort`
constexpr char kHistoryOrder = 'h';

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
                              stored_path(path_parameter(request, "entity_path")),
                              path_parameter(request, "key"));
  };
}

Query get_entry_by_query(store::EntryWrites& entries) {
  return [&entries](const http::Request& request, const access::Caller& caller,
                    store::Reader& reader) {
    const Parameters parameters(request);
    check_branch(parameters);
    return entry_or_not_found(entries, reader, caller.tenant,
                              stored_path(parameters.required("entity_path")),
                              parameters.required("key"));
  };
}

// A list's cursor names the last entry of the page before; in the order of recalls also how often
// that one had been read, which changes.
std::string list_cursor(char order, const store::EntryPosition& last) {
  std::string cursor = entry_cursor(order, last.id);
  if (order == kRecallOrder) cursor += '.' + std::to_string(last.recalls);
  return cursor;
}

store::EntryPosition parse_list_cursor(const std::string& text, char order, store::TenantId tenant,
                                       store::Reader& reader) {
  const std::size_t point = order == kRecallOrder ? text.find('.') : std::string::npos;
  store::EntryPosition last{parse_entry_cursor(text.substr(0, point), order, tenant, reader), 0};
  if (order != kRecallOrder || last.id == 0) return last;
  const char* end = text.data() + text.size();
  const char* begin = point == std::string::npos ? end : text.data() + point + 1;
  const auto [stop, error] = std::from_chars(begin, end, last.recalls);
  if (error != std::errc{} || stop != end) throw BadParameter("cursor", kCursorRule);
  return last;
}

http::Response list_entries(const http::Request& request, const access::Caller& caller,
                            store::Reader& reader) {
  const Parameters parameters(request);
  check_branch(parameters);
  store::EntryFilter filter;
  filter.tenant = caller.tenant;
  filter.entity_path = stored_path(parameters.text("entity_path"));
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
  filter.after = parse_list_cursor(parameters.text("cursor"), order, caller.tenant, reader);
  const std::string fields = parameters.text("fields");
  if (!fields.empty() && fields != "meta") throw BadParameter("fields", "expected meta");
  filter.with_values = fields != "meta";

  const store::EntryPage page = reader.list_entries(filter);
  json::JsonWriter writer;
  writer.begin_object().key("entries").begin_array();
  for (const store::Entry& entry : page.entries) write_entry(writer, entry, filter.with_values);
  writer.end_array().put("total", page.total).end_object();
  http::Response response = http::json(200, writer.text());
  if (page.next.id != 0) {
    response.set_header("Link", next_page_link(request, list_cursor(order, page.next)));
  }
  return response;
}

http::Response get_history(const http::Request& request, const access::Caller& caller,
                           store::Reader& reader) {
  const Parameters parameters(request);
  store::HistoryFilter filter;
  filter.tenant = caller.tenant;
  filter.entity_path = stored_path(path_parameter(request, "entity_path"));
  filter.key = path_parameter(request, "key");
  filter.since = parameters.time("since", 0);
  filter.until = parameters.time("until", INT64_MAX);
  filter.after = parse_entry_cursor(parameters.text("cursor"), kHistoryOrder);
  const store::HistoryPage page = reader.history(filter);
  json::JsonWriter writer;
  writer.begin_object().put("entity_path", filter.entity_path).put("key", filter.key);
  writer.put("version_count", page.versions.size()).key("versions").begin_array();
  for (const store::Entry& entry : page.versions) write_entry(writer, entry);
  writer.end_array().end_object();
  http::Response response = http::json(200, writer.text());
  if (page.next != 0) {
    response.set_header("Link", next_page_link(request, entry_cursor(kHistoryOrder, page.next)));
  }
  return response;
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
