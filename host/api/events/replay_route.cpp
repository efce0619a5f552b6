// POST /events/{id}/replay and POST /events/replay: events go back to `received` and through
// transform again.
#include <initializer_list>

#include "host/api/administration/admin.hpp"
#include "host/api/body_fields.hpp"
#include "host/api/events/bulk_replay.hpp"
#include "host/api/events/event_routes.hpp"
#include "host/api/parameters.hpp"
#include "host/api/store_refusal.hpp"
#include "host/json/writer.hpp"

namespace host::api {
namespace {

constexpr std::uint64_t kReplayBodyMax = 16 * 1024;
constexpr const char* kAction = "event.replay";

http::Response answer(const store::ReplayOutcome& outcome, const std::string& id) {
  if (outcome.ok) {
    json::JsonWriter writer;
    writer.begin_object().put("status", "queued").put("event_id", id).end_object();
    return http::json(202, writer.text());
  }
  const std::string& code = outcome.error.code;
  if (code == "event_not_found") return http::problem(404, code, outcome.error.message);
  if (code == "event_not_replayable") return http::problem(409, code, outcome.error.message);
  return store_refusal(outcome.error);
}

void replay_one(const Parts& parts, const http::Request& request, const access::Caller& caller,
                http::Responder& responder) {
  const std::string id = path_parameter(request, "id");
  parts.store.replays().replay(
      caller.tenant, id, audit_of(request, caller, kAction),
      [&dispatcher = parts.dispatcher, id,
       responder = std::move(responder)](const store::ReplayOutcome& outcome) mutable {
        responder.send(answer(outcome, id));
        if (outcome.ok) dispatcher.run_again(outcome.endpoint, outcome.seq);
      });
}

// The filter as the audit shows it.
std::string detail_of(BodyFields& fields) {
  std::string detail;
  for (const char* name : {"connector", "event_type", "state", "since", "until", "q"}) {
    if (!fields.has(name)) continue;
    detail += (detail.empty() ? "" : " ") + std::string(name) + "=" + fields.text(name);
  }
  return detail.empty() ? "all" : detail;
}

// A misspelt filter must not widen what is replayed: unknown members are faults.
BulkReplayRequest read_bulk(const http::Request& request, const access::Caller& caller) {
  BodyFields fields(request.body);
  fields.allow_only(
      {"connector", "event_type", "state", "since", "until", "q", "all", "dry_run", "limit"});
  BulkReplayRequest bulk;
  store::EventFilter& filter = bulk.filter;
  filter.tenant = caller.tenant;
  filter.connector = fields.text("connector");
  filter.event_type = fields.text("event_type");
  filter.since = fields.time("since");
  filter.until = fields.time("until");
  filter.text = fields.text("q");
  if (const std::string name = fields.text("state"); !name.empty()) {
    filter.state = store::parse_event_state(name);
    const bool settled = filter.state == store::EventState::retrying ||
                         filter.state == store::EventState::done ||
                         filter.state == store::EventState::dead;
    if (!settled) fields.fault("state", "expected retrying, done or dead");
  }
  bulk.dry_run = fields.boolean("dry_run", false);
  bulk.count_max = static_cast<std::size_t>(
      fields.integer("limit", kBulkReplayMax, 1, std::int64_t{kBulkReplayMax}));
  const bool is_filtered = !filter.connector.empty() || !filter.event_type.empty() ||
                           !filter.text.empty() || filter.state || filter.since != 0 ||
                           filter.until != 0;
  const bool all = fields.boolean("all", false);
  if (is_filtered == all) {
    fields.fault("all", all ? "replays everything; leave the filter or \"all\" out"
                            : "give a filter such as \"state\":\"dead\", or \"all\":true");
  }
  fields.check();
  bulk.record = audit_of(request, caller, kAction, detail_of(fields));
  return bulk;
}

void replay_many(const Parts& parts, const std::shared_ptr<std::atomic<int>>& running,
                 const http::Request& request, const access::Caller& caller,
                 http::Responder& responder) {
  BulkReplayRequest bulk = read_bulk(request, caller);
  if (running->load() >= kBulkReplaysMax) {
    http::Response busy = http::problem(
        503, "overloaded", "other bulk replays are at work; try again when they have ended");
    responder.send(std::move(busy.retry_after(5)));
    return;
  }
  BulkReplay::start(parts, running, std::move(bulk), std::move(responder));
}

}  // namespace

void add_replay_routes(RouteTable& table) {
  const Parts& parts = table.parts();
  table.command(
      "POST", "/events/{id}/replay", access::Scope::operate, kReplayBodyMax,
      [parts](const http::Request& request, const access::Caller& caller,
              http::Responder& responder) { replay_one(parts, request, caller, responder); });
  table.command(
      "POST", "/events/replay", access::Scope::operate, kReplayBodyMax,
      [parts, running = std::make_shared<std::atomic<int>>(0)](
          const http::Request& request, const access::Caller& caller, http::Responder& responder) {
        replay_many(parts, running, request, caller, responder);
      });
}

}  // namespace host::api
