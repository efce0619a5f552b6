#include "host/api/memory/search_request.hpp"

#include <fmt/format.h>

#include "host/api/body_fields.hpp"
#include "host/api/memory/search_cursor.hpp"
#include "host/api/parameters.hpp"
#include "host/base/rfc3339.hpp"
#include "host/http/uri.hpp"

namespace host::api {
namespace {

constexpr std::size_t kSearchLimit = 100;   // as AMFS
constexpr std::size_t kRetrieveLimit = 10;  // as AMFS
constexpr std::size_t kQueryTextMax = 1024;
constexpr std::size_t kFilterTextMax = 512;
constexpr double kWeightMax = 1000;

// A query string with the calls of BodyFields; the first fault ends it.
class QueryFields {
 public:
  explicit QueryFields(const http::Request& request) : parameters_(request) {}

  std::string text(const char* name, std::size_t size_max) {
    std::string value = parameters_.text(name);
    if (value.size() > size_max) fault(name, fmt::format("at most {} bytes", size_max));
    return value;
  }
  double number(const char* name, double fallback, double min, double max) {
    const double value = parameters_.number(name, fallback);
    if (value < min || value > max) {
      fault(name, fmt::format("expected a number from {} to {}", min, max));
    }
    return value;
  }
  std::int64_t integer(const char* name, std::int64_t fallback, std::int64_t min,
                       std::int64_t max) {
    return parameters_.integer(name, fallback, min, max);
  }
  bool boolean(const char* name, bool fallback) {
    return parameters_.text(name).empty() ? fallback : parameters_.flag(name);
  }
  UnixNs time(const char* name) { return parameters_.time(name, 0); }
  void fault(const std::string& name, const std::string& message) {
    throw BadParameter(name, message);
  }
  void check() const {}

 private:
  const Parameters parameters_;
};

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

template <class Fields>
void read_order(Fields& fields, store::SearchQuery& query) {
  query.order =
      is_blank(query.query) ? store::SearchOrder::confidence : store::SearchOrder::relevance;
  const std::string text = fields.text("sort_by", kFilterTextMax);
  if (text.empty()) return;
  if (const auto order = store::parse_search_order(text)) {
    query.order = *order;
  } else {
    fields.fault("sort_by", "expected relevance, confidence, recency, version or priority");
  }
}

template <class Fields>
void read_type(Fields& fields, store::SearchQuery& query) {
  const std::string text = fields.text("memory_type", kFilterTextMax);
  if (text.empty()) return;
  query.memory_type = store::parse_memory_type(text);
  if (!query.memory_type) fields.fault("memory_type", "expected fact, belief or experience");
}

// AMFS's fields that choose nothing here: there is one branch, one tier, and no artifacts.
template <class Fields>
void read_fields_without_effect(Fields& fields) {
  const std::string branch = fields.text("branch", kFilterTextMax);
  if (!branch.empty() && branch != "main") fields.fault("branch", "there is only main");
  fields.integer("depth", 3, 1, 3);
  fields.boolean("include_artifacts", true);
}

// What /search and /retrieve have in common.
template <class Fields>
store::SearchQuery read_common(Fields& fields, const access::Caller& caller, std::size_t limit) {
  store::SearchQuery query;
  query.tenant = caller.tenant;
  query.query = fields.text("query", kQueryTextMax);
  query.entity_path = stored_path(fields.text("entity_path", kFilterTextMax));
  query.min_confidence = fields.number("min_confidence", 0, 0, 1);
  query.limit = static_cast<std::size_t>(fields.integer("limit", static_cast<std::int64_t>(limit),
                                                        1, static_cast<std::int64_t>(kLimitMax)));
  read_fields_without_effect(fields);
  return query;
}

// Every field that decides what is found and in which order, as a query string.
std::string query_string(const store::SearchQuery& query) {
  std::string out;
  const auto add = [&out](const char* name, const std::string& value) {
    if (value.empty()) return;
    out += fmt::format("{}{}={}", out.empty() ? "" : "&", name, http::percent_encode(value));
  };
  add("query", query.query);
  add("entity_path", query.entity_path);
  add("min_confidence", fmt::format("{}", query.min_confidence));
  add("max_confidence", fmt::format("{}", query.max_confidence));
  add("agent_id", query.agent_id);
  add("pattern_ref", query.pattern_ref);
  add("memory_type", query.memory_type ? store::to_string(*query.memory_type) : "");
  add("since", query.since == 0 ? "" : format_rfc3339(query.since));
  add("sort_by", store::to_string(query.order));
  return out;
}

// What a cursor belongs to.
std::string cursor_scope(const store::SearchQuery& query) {
  return fmt::format("search {} {}", query.tenant, query_string(query));
}

template <class Fields>
void read_cursor(Fields& fields, store::SearchQuery& query) {
  const std::string cursor = fields.text("cursor", kFilterTextMax);
  if (cursor.empty()) return;
  if (const auto position = open_cursor(cursor, cursor_scope(query))) {
    query.from = *position;
  } else {
    fields.fault("cursor",
                 "this is no cursor of the same search; take it from the Link header, with all "
                 "other parameters");
  }
}

template <class Fields>
store::SearchQuery read_search(Fields&& fields, const access::Caller& caller) {
  store::SearchQuery query = read_common(fields, caller, kSearchLimit);
  query.max_confidence = fields.number("max_confidence", 1, 0, 1);
  query.agent_id = fields.text("agent_id", kFilterTextMax);
  query.pattern_ref = fields.text("pattern_ref", kFilterTextMax);
  query.since = fields.time("since");
  query.snippets = fields.boolean("snippet", false);
  read_type(fields, query);
  read_order(fields, query);
  read_cursor(fields, query);
  fields.check();
  return query;
}

}  // namespace

store::SearchQuery search_from_query(const http::Request& request, const access::Caller& caller) {
  return read_search(QueryFields(request), caller);
}

store::SearchQuery search_from_body(const http::Request& request, const access::Caller& caller) {
  return read_search(BodyFields(request.body), caller);
}

store::SearchQuery retrieve_from_body(const http::Request& request, const access::Caller& caller) {
  BodyFields fields(request.body);
  store::SearchQuery query = read_common(fields, caller, kRetrieveLimit);
  if (fields.is_sound("query") && is_blank(query.query)) {
    fields.fault("query", "this field is required");
  }
  store::SearchWeights& weights = query.weights;
  weights.text = fields.number("semantic_weight", weights.text, 0, kWeightMax);
  weights.recency = fields.number("recency_weight", weights.recency, 0, kWeightMax);
  weights.confidence = fields.number("confidence_weight", weights.confidence, 0, kWeightMax);
  query.order = store::SearchOrder::relevance;
  query.any_term = true;
  fields.check();
  return query;
}

std::string next_page_link(const store::SearchQuery& query, const store::SearchPosition& position) {
  std::string link = fmt::format(
      "</api/v1/search?{}&limit={}{}&cursor={}>; rel=\"next\"", query_string(query), query.limit,
      query.snippets ? "&snippet=1" : "", seal_cursor(position, cursor_scope(query)));
  return link.size() <= kLinkMax ? link : std::string();
}

}  // namespace host::api
