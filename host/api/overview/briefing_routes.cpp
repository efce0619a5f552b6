#include "host/api/overview/briefing_routes.hpp"

#include "host/api/overview/digest_json.hpp"
#include "host/api/parameters.hpp"
#include "host/api/query_handler.hpp"
#include "host/config/entity_path.hpp"
#include "host/digest/briefing.hpp"

namespace host::api {
namespace {

constexpr std::size_t kDigestsLimit = 10;
constexpr std::int64_t kDigestsMax = 100;

http::Response answer(const std::vector<digest::Digest>& digests, UnixNs now) {
  json::JsonWriter writer;
  writer.begin_object().key("digests").begin_array();
  for (const digest::Digest& each : digests) write_digest(writer, each, now);
  writer.end_array().put("total", digests.size()).end_object();
  return http::json(200, writer.text());
}

digest::BriefingQuery query_of(const Parameters& parameters, store::TenantId tenant) {
  digest::BriefingQuery query;
  query.tenant = tenant;
  query.limit =
      static_cast<std::size_t>(parameters.integer("limit", kDigestsLimit, 1, kDigestsMax));
  return query;
}

http::Response get_briefing(const http::Request& request, const access::Caller& caller,
                            store::Reader& reader, UnixNs now) {
  const Parameters parameters(request);
  digest::BriefingQuery query = query_of(parameters, caller.tenant);
  query.agent_id = parameters.text("agent_id");
  if (const std::string path = parameters.text("entity_path"); !path.empty()) {
    const auto clean = config::clean_path(path);
    if (!clean) throw BadParameter("entity_path", "expected a path of at most 512 bytes");
    query.entity_path = *clean;
  }
  return answer(digest::briefing(reader, query, now), now);
}

http::Response get_digests(const http::Request& request, const access::Caller& caller,
                           store::Reader& reader, UnixNs now) {
  const Parameters parameters(request);
  digest::BriefingQuery query = query_of(parameters, caller.tenant);
  if (const std::string type = parameters.text("digest_type"); !type.empty()) {
    query.type = digest::parse_digest_type(type);
    if (!query.type) throw BadParameter("digest_type", "expected entity, source or agent_brief");
  }
  const std::string scope = parameters.text("scope");
  if (scope.empty()) return answer(digest::briefing(reader, query, now), now);
  if (!query.type) throw BadParameter("scope", "a scope needs the digest_type it is of");
  std::vector<digest::Digest> found;
  if (auto one = digest::find_digest(reader, caller.tenant, *query.type, scope)) {
    found.push_back(std::move(*one));
  }
  return answer(found, now);
}

}  // namespace

void add_briefing_routes(RouteTable& table) {
  const auto with_now = [&clock = table.parts().clock](auto* query) {
    return [&clock, query](const http::Request& request, const access::Caller& caller,
                           store::Reader& reader) {
      return query(request, caller, reader, clock.now_ns());
    };
  };
  table.query("GET", "/briefing", access::Scope::read, with_now(get_briefing));
  table.query("GET", "/cortex/digests", access::Scope::read, with_now(get_digests));
}

}  // namespace host::api
