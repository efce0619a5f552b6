// GET and POST /search: one query from two sources.
#include <rapidjson/document.h>

#include "host/api/entry_json.hpp"
#include "host/api/memory_routes.hpp"
#include "host/api/parameters.hpp"
#include "host/api/query_handler.hpp"
#include "host/base/rfc3339.hpp"

namespace host::api {
namespace {

constexpr std::size_t kSearchLimit = 100;
constexpr std::size_t kQueryTextMax = 1024;

void set_memory_type(store::SearchQuery& query, const std::string& text) {
  if (text.empty()) return;
  query.memory_type = store::parse_memory_type(text);
  if (!query.memory_type) throw BadParameter("memory_type", "expected fact, belief or experience");
}

void check(const store::SearchQuery& query) {
  if (query.query.size() > kQueryTextMax) throw BadParameter("query", "at most 1024 bytes");
  if (query.sort_by != "confidence" && query.sort_by != "recency" && query.sort_by != "version" &&
      query.sort_by != "priority") {
    throw BadParameter("sort_by", "expected confidence, recency, version or priority");
  }
}

// A JSON object's members by name; an absent or null one keeps the default.
class Members {
 public:
  explicit Members(const std::string& body) {
    document_.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(
        body.c_str());
    if (document_.HasParseError() || !document_.IsObject()) {
      throw BadParameter("body", "expected a JSON object");
    }
  }
  void text(const char* name, std::string& into) const {
    const rapidjson::Value* value = find(name);
    if (value == nullptr) return;
    if (!value->IsString()) throw BadParameter(name, "expected a text");
    into.assign(value->GetString(), value->GetStringLength());
  }
  void number(const char* name, double& into) const {
    const rapidjson::Value* value = find(name);
    if (value == nullptr) return;
    if (!value->IsNumber()) throw BadParameter(name, "expected a number");
    into = value->GetDouble();
  }
  void limit(std::size_t& into) const {
    const rapidjson::Value* value = find("limit");
    if (value == nullptr) return;
    if (!value->IsUint() || value->GetUint() < 1 || value->GetUint() > kLimitMax) {
      throw BadParameter("limit", "expected a whole number from 1 to 1000");
    }
    into = value->GetUint();
  }

 private:
  const rapidjson::Value* find(const char* name) const {
    const auto found = document_.FindMember(name);
    return found == document_.MemberEnd() || found->value.IsNull() ? nullptr : &found->value;
  }

  rapidjson::Document document_;
};

http::Response run(const store::SearchQuery& query, store::Reader& reader) {
  check(query);
  const store::SearchResult found = reader.search(query);
  json::JsonWriter writer;
  writer.begin_array();
  for (const store::Entry& entry : found.entries) write_entry(writer, entry);
  http::Response response = http::json(200, writer.end_array().text());
  if (found.truncated) response.set_header("X-AMFS-Truncated", "true");
  return response;
}

http::Response search_by_query(const http::Request& request, const access::Caller& caller,
                               store::Reader& reader) {
  const Parameters parameters(request);
  store::SearchQuery query;
  query.tenant = caller.tenant;
  query.query = parameters.text("query");
  query.entity_path = parameters.text("entity_path");
  query.min_confidence = parameters.number("min_confidence", query.min_confidence);
  query.max_confidence = parameters.number("max_confidence", query.max_confidence);
  query.agent_id = parameters.text("agent_id");
  query.pattern_ref = parameters.text("pattern_ref");
  query.since = parameters.time("since", 0);
  query.limit = parameters.limit(kSearchLimit);
  set_memory_type(query, parameters.text("memory_type"));
  if (const std::string sort = parameters.text("sort_by"); !sort.empty()) query.sort_by = sort;
  return run(query, reader);
}

http::Response search_by_body(const http::Request& request, const access::Caller& caller,
                              store::Reader& reader) {
  const Members members(request.body);
  store::SearchQuery query;
  query.tenant = caller.tenant;
  query.limit = kSearchLimit;
  std::string since;
  std::string memory_type;
  members.text("query", query.query);
  members.text("entity_path", query.entity_path);
  members.number("min_confidence", query.min_confidence);
  members.number("max_confidence", query.max_confidence);
  members.text("agent_id", query.agent_id);
  members.text("pattern_ref", query.pattern_ref);
  members.text("sort_by", query.sort_by);
  members.text("memory_type", memory_type);
  members.text("since", since);
  members.limit(query.limit);
  set_memory_type(query, memory_type);
  if (!since.empty()) {
    const auto time = parse_rfc3339(since);
    if (!time) throw BadParameter("since", "expected an RFC 3339 time");
    query.since = *time;
  }
  return run(query, reader);
}

}  // namespace

void add_search_routes(RouteTable& table) {
  table.query("GET", "/search", access::Scope::read, search_by_query);
  table.query("POST", "/search", access::Scope::read, search_by_body);
}

}  // namespace host::api
