// POST /entries: an agent writes one memory; the answer is the new version, on disk.
#include "host/api/agent_id.hpp"
#include "host/api/memory/entry_json.hpp"
#include "host/api/memory/memory_fields.hpp"
#include "host/api/memory/memory_routes.hpp"
#include "host/api/store_refusal.hpp"

namespace host::api {
namespace {

constexpr std::uint64_t kEntryBodyMax = std::uint64_t{1} << 20;
constexpr std::size_t kSessionIdMax = 256;
constexpr std::size_t kSummaryMax = 4096;
constexpr const char* kUnnamedAgent = "api";  // a writer that gives no agent_id

store::EntryWrite parse_entry(const http::Request& request, const access::Caller& caller,
                              UnixNs now) {
  BodyFields fields(request.body);
  store::EntryWrite out;
  out.tenant = caller.tenant;
  out.agent_id = agent_id_of(fields);
  if (out.agent_id.empty()) out.agent_id = kUnnamedAgent;
  out.write = memory_write_of(fields, store::MemoryType::fact, false, now);
  check_ttl(fields, out.write, now);
  out.write.shared = fields.boolean("shared", true);
  out.write.summary = fields.text("summary", kSummaryMax);
  out.write.session_id = fields.text("session_id", kSessionIdMax);
  if (out.write.session_id.empty()) {
    out.write.session_id = "sess-" + std::string(request.request_id());
  }
  if (const std::string branch = fields.text("branch"); !branch.empty() && branch != "main") {
    fields.fault("branch", "only main exists here");
  }
  fields.check();
  prepare(out.write);
  return out;
}

void write_one(const Parts& parts, http::Request request, const access::Caller& caller,
               http::Responder& responder) {
  store::EntryWrite write = parse_entry(request, caller, parts.clock.now_ns());
  parts.store.entries().write(
      std::move(write), [reservation = std::move(request.reservation),
                         responder = std::move(responder)](Result<store::Entry> entry) mutable {
        if (entry.has_error()) {
          responder.send(store_refusal(entry.error()));
          return;
        }
        json::JsonWriter writer;
        write_entry(writer, entry.value());
        responder.send(http::json(200, writer.text()));
      });
}

}  // namespace

void add_entry_write_routes(RouteTable& table) {
  const Parts& parts = table.parts();
  table.command(
      "POST", "/entries", access::Scope::write, kEntryBodyMax,
      [parts](http::Request request, const access::Caller& caller, http::Responder& responder) {
        write_one(parts, std::move(request), caller, responder);
      });
}

}  // namespace host::api
