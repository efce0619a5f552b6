#include "host/api/events/event_routes.hpp"

#include "host/api/memory/entry_json.hpp"
#include "host/api/parameters.hpp"
#include "host/api/query_handler.hpp"
#include "host/base/text.hpp"
#include "host/json/payload.hpp"
#include "host/json/pointer_scan.hpp"

namespace host::api {
namespace {

constexpr std::size_t kEventListLimit = 50;

http::Response no_such_event() {
  return http::problem(404, "event_not_found", "no such event; list events to find its id");
}

// A cursor is the id of the event where the page before ended: it says nothing that the caller does
// not know, and one of another tenant is as wrong as an invented one.
store::EventSeq seq_of_cursor(store::Reader& reader, store::TenantId tenant,
                              const std::string& cursor) {
  if (cursor.empty()) return 0;
  const auto event = reader.find_event(tenant, cursor);
  if (!event) throw BadParameter("cursor", "use the next_cursor of the previous page");
  return event->seq;
}

std::string cursor_of(store::Reader& reader, store::EventSeq seq) {
  const auto event = seq == 0 ? std::nullopt : reader.event_by_seq(seq);
  return event ? event->id : std::string();
}

// The payload as JSON where it is JSON, else the body as a text, else (binary) null.
void put_payload(json::JsonWriter& writer, const store::EventBody& body) {
  json::Payload payload = json::payload_of(body.content_type, body.body);
  const std::string& text = payload.json.empty() ? body.body : payload.json;
  const bool readable =
      payload.kind != json::PayloadKind::unsupported && !json::scan(text, json::PointerSet()).error;
  if (readable) {
    writer.put_raw("payload", text);
  } else if (is_utf8(body.body)) {
    writer.put("payload", body.body);
  } else {
    writer.put_null("payload");
  }
}

// [["Name","value"],…]: a list, because a header may repeat.
void put_headers(json::JsonWriter& writer, const store::EventBody& body) {
  writer.key("headers").begin_array();
  if (!body.content_type.empty()) {
    writer.begin_array().value("Content-Type").value(body.content_type).end_array();
  }
  for (const auto& [name, value] : dispatch::read_headers(body.headers_json)) {
    writer.begin_array().value(name).value(value).end_array();
  }
  writer.end_array();
}

http::Response list_events(const http::Request& request, const access::Caller& caller,
                           store::Reader& reader, const dispatch::Dispatcher& dispatcher,
                           std::optional<store::EventState> state) {
  const Parameters parameters(request);
  store::EventFilter filter;
  filter.tenant = caller.tenant;
  filter.connector = parameters.text("connector");
  filter.event_type = parameters.text("event_type");
  filter.since = parameters.time("since", 0);
  filter.until = parameters.time("until", 0);
  filter.text = parameters.text("q");
  filter.before = seq_of_cursor(reader, caller.tenant, parameters.text("cursor"));
  filter.is_processing = [&](store::EndpointId endpoint, store::EventSeq seq) {
    return dispatcher.is_processing(endpoint, seq);
  };
  filter.limit = parameters.limit(kEventListLimit);
  filter.state = state;
  if (const std::string name = parameters.text("state"); !state && !name.empty()) {
    filter.state = store::parse_event_state(name);
    if (!filter.state) {
      throw BadParameter("state", "expected received, processing, retrying, done or dead");
    }
  }
  const store::EventPage page = reader.list_events(filter);
  json::JsonWriter writer;
  writer.begin_object().key("events").begin_array();
  for (const store::EventRow& event : page.events) {
    write_event(writer, event, dispatcher.is_processing(event.endpoint, event.seq));
  }
  writer.end_array();
  put_or_null(writer, "next_cursor", cursor_of(reader, page.next));
  return http::json(200, writer.end_object().text());
}

http::Response get_event(const http::Request& request, const access::Caller& caller,
                         store::Reader& reader, const dispatch::Dispatcher& dispatcher) {
  const auto event = reader.find_event(caller.tenant, path_parameter(request, "id"));
  if (!event) return no_such_event();
  json::JsonWriter writer;
  writer.begin_object();
  write_event_members(writer, *event, dispatcher.is_processing(event->endpoint, event->seq));
  if (const auto body = reader.event_body(event->seq)) {
    put_payload(writer, *body);
    put_headers(writer, *body);
  }
  writer.key("results").begin_array();
  for (const store::EventResult& result : reader.event_results(event->seq)) {
    writer.begin_object().put("operation", result.operation);
    writer.put("entity_path", result.entity_path).put("key", result.key);
    writer.put("version", result.version).end_object();
  }
  writer.end_array().end_object();
  return http::json(200, writer.text());
}

}  // namespace

void add_event_routes(RouteTable& table) {
  using access::Scope;
  const dispatch::Dispatcher& dispatcher = table.parts().dispatcher;
  const auto list = [&dispatcher](std::optional<store::EventState> state) {
    return [&dispatcher, state](const http::Request& request, const access::Caller& caller,
                                store::Reader& reader) {
      return list_events(request, caller, reader, dispatcher, state);
    };
  };
  table.query("GET", "/events", Scope::read, list(std::nullopt));
  table.query("GET", "/deadletters", Scope::operate, list(store::EventState::dead));
  table.query("GET", "/events/{id}", Scope::operate,
              [&dispatcher](const http::Request& request, const access::Caller& caller,
                            store::Reader& reader) {
                return get_event(request, caller, reader, dispatcher);
              });
}

}  // namespace host::api
