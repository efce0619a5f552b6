#include "host/api/overview/stream_route.hpp"

#include <charconv>

#include "host/api/memory/entry_json.hpp"
#include "host/api/parameters.hpp"
#include "host/config/entity_path.hpp"
#include "host/stream/stream_hub.hpp"

namespace host::api {
namespace {

constexpr std::string_view kEverything = "*";  // AMFS's default for entity_path

stream::Filter parse_filter(const Parameters& parameters) {
  stream::Filter filter;
  const std::string path = parameters.text("entity_path");
  if (!path.empty() && path != kEverything) {
    auto clean = config::clean_path(path);
    if (!clean) {
      throw BadParameter("entity_path", "expected a path of at most 512 bytes, or *");
    }
    filter.entity_path = std::move(*clean);
  }
  filter.connector = parameters.text("connector");
  const std::string type = parameters.text("memory_type");
  filter.memory_type = store::parse_memory_type(type);
  if (!type.empty() && !filter.memory_type) {
    throw BadParameter("memory_type", "expected fact, belief or experience");
  }
  return filter;
}

// The header is what browsers send by themselves; the parameter is for the first connection.
std::optional<store::EntryId> parse_resume(const http::Request& request,
                                           const Parameters& parameters) {
  const auto sent = request.headers.find_all("Last-Event-ID");
  if (sent.size() > 1) throw BadParameter("Last-Event-ID", "send this header once");
  const bool in_header = !sent.empty() && !sent.front().empty();
  const std::string text = in_header ? std::string(sent.front()) : parameters.text("last_event_id");
  if (text.empty()) return std::nullopt;
  store::EntryId id = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, id);
  if (error != std::errc{} || stop != end || id < 0) {
    throw BadParameter(in_header ? "Last-Event-ID" : "last_event_id",
                       "expected an id that this stream sent, a whole number");
  }
  return id;
}

void open_stream(stream::StreamHub& hub, const http::Request& request, const access::Caller& caller,
                 http::Responder& responder) {
  const Parameters parameters(request);
  stream::Filter filter = parse_filter(parameters);
  const auto resume = parse_resume(request, parameters);
  if (request.method == "HEAD") {
    http::Response head;
    head.content_type = http::kEventStream;
    return responder.send(std::move(head));
  }
  hub.subscribe({caller, std::move(filter), resume, std::move(responder)});
}

}  // namespace

void add_stream_routes(RouteTable& table) {
  table.command("GET", "/stream", access::Scope::read, 0,
                [&hub = table.parts().streams](http::Request request, const access::Caller& caller,
                                               http::Responder& responder) {
                  open_stream(hub, request, caller, responder);
                });
}

std::string entry_text(const store::Entry& entry) {
  json::JsonWriter writer;
  write_entry(writer, entry);
  return writer.text();
}

}  // namespace host::api
