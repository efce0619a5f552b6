#include "host/api/memory/context_routes.hpp"

#include <charconv>

#include "host/api/agent_id.hpp"
#include "host/api/body_fields.hpp"
#include "host/api/memory/entry_json.hpp"
#include "host/api/memory/memory_fields.hpp"
#include "host/api/parameters.hpp"
#include "host/api/store_refusal.hpp"
#include "host/config/entity_path.hpp"
#include "host/identity/text_rules.hpp"
#include "host/json/writer.hpp"

namespace host::api {
namespace {

constexpr std::uint64_t kContextBodyMax = 64 * 1024;
constexpr std::size_t kContextTextMax = 4096;  // as from connectors
constexpr std::size_t kSourceMax = 256;
constexpr std::size_t kContextListLimit = 50;
constexpr std::string_view kIdPrefix = "ctx_";

std::string shown_id(store::ContextId id) { return std::string(kIdPrefix) + std::to_string(id); }

store::NewContext read_context(const std::string& body, const access::Caller& caller, UnixNs now) {
  BodyFields fields(body);
  store::NewContext context;
  context.tenant = caller.tenant;
  context.agent_id = agent_id_of(fields);
  store::ContextNote& note = context.note;
  note.label = fields.required_text("label", kContextTextMax);
  if (fields.is_sound("label") && note.label.empty()) fields.fault("label", "is empty");
  note.summary = fields.required_text("summary", kContextTextMax);
  note.source = fields.text("source", kSourceMax);
  if (!fields.text("entity_path").empty()) note.about_path = written_path(fields);
  note.about_key = fields.text("key");
  if (!note.about_key.empty()) {
    if (auto fault = identity::key_fault(note.about_key, true)) {
      fields.fault("key", std::move(*fault));
    }
    if (note.about_path.empty() && fields.is_sound("entity_path")) {
      fields.fault("entity_path", "a key needs the entity_path it stands in");
    }
  }
  note.occurred_at = now;
  fields.check();
  return context;
}

void record_context(const Parts& parts, const http::Request& request, const access::Caller& caller,
                    http::Responder& responder) {
  store::NewContext context = read_context(request.body, caller, parts.clock.now_ns());
  auto done = [label = context.note.label, source = context.note.source,
               responder = std::move(responder)](const store::ContextOutcome& outcome) mutable {
    if (!outcome.ok) {
      responder.send(store_refusal(outcome.error));
      return;
    }
    json::JsonWriter writer;
    writer.begin_object().put("recorded", label);
    put_or_null(writer, "source", source);
    writer.put("id", shown_id(outcome.id)).end_object();
    responder.send(http::json(200, writer.text()));
  };
  parts.store.contexts().record(std::move(context), std::move(done));
}

store::ContextId parse_cursor(const std::string& text, store::TenantId tenant,
                              store::Reader& reader) {
  if (text.empty()) return 0;
  store::ContextId id = 0;
  if (text.starts_with(kIdPrefix)) {
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + kIdPrefix.size(), end, id);
    if (error != std::errc{} || stop != end) id = 0;
  }
  if (id <= 0 || !reader.contexts().exists(tenant, id)) {
    throw BadParameter("cursor", "use the next_cursor of the previous page");
  }
  return id;
}

std::string parse_path(const std::string& text) {
  if (text.empty()) return {};
  const auto path = config::clean_path(text);
  if (!path) throw BadParameter("entity_path", "expected a path of at most 512 bytes");
  return *path;
}

void write_context(json::JsonWriter& writer, const store::Context& context) {
  writer.begin_object().put("id", shown_id(context.id)).put("label", context.label);
  writer.put("summary", context.summary);
  put_or_null(writer, "source", context.source);
  writer.put("agent_id", context.agent_id);
  put_or_null(writer, "entity_path", context.entity_path);
  put_or_null(writer, "key", context.key);
  put_or_null(writer, "event_id", context.event_id);
  put_time(writer, "occurred_at", context.occurred_at);
  put_time(writer, "recorded_at", context.recorded_at);
  writer.end_object();
}

http::Response list_contexts(const http::Request& request, const access::Caller& caller,
                             store::Reader& reader) {
  const Parameters parameters(request);
  store::ContextFilter filter;
  filter.tenant = caller.tenant;
  filter.entity_path = parse_path(parameters.text("entity_path"));
  filter.key = parameters.text("key");
  filter.source = parameters.text("source");
  filter.agent_id = parameters.text("agent_id");
  filter.connector = parameters.text("connector");
  filter.label = parameters.text("label");
  filter.since = parameters.time("since", 0);
  filter.until = parameters.time("until", 0);
  filter.before = parse_cursor(parameters.text("cursor"), caller.tenant, reader);
  filter.limit = parameters.limit(kContextListLimit);

  const store::ContextPage page = reader.contexts().list(filter);
  json::JsonWriter writer;
  writer.begin_object().key("contexts").begin_array();
  for (const store::Context& context : page.contexts) write_context(writer, context);
  writer.end_array();
  put_or_null(writer, "next_cursor", page.next == 0 ? std::string() : shown_id(page.next));
  return http::json(200, writer.end_object().text());
}

}  // namespace

void add_context_routes(RouteTable& table) {
  const Parts& parts = table.parts();
  table.command(
      "POST", "/context", access::Scope::write, kContextBodyMax,
      [parts](const http::Request& request, const access::Caller& caller,
              http::Responder& responder) { record_context(parts, request, caller, responder); });
  table.query("GET", "/contexts", access::Scope::read, list_contexts);
}

}  // namespace host::api
