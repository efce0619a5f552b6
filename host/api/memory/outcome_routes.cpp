#include "host/api/memory/outcome_routes.hpp"

#include "host/api/agent_id.hpp"
#include "host/api/memory/entry_json.hpp"
#include "host/api/parameters.hpp"
#include "host/api/store_refusal.hpp"

namespace host::api {
namespace {

constexpr std::uint64_t kOutcomeBodyMax = 256 * 1024;
constexpr std::size_t kKeysMax = 100;
constexpr std::size_t kKeyNameMax = 512 + 1 + 256;  // path, slash, key
constexpr std::size_t kRefMax = 256;
constexpr std::size_t kTextMax = 32 * 1024;  // task_input, response_text
constexpr std::size_t kToolCallsMax = 64 * 1024;
constexpr std::size_t kListLimit = 100;
// Beyond this much of values in one answer entries come in their meta form.
constexpr std::size_t kAnswerValuesMax = std::size_t{1} << 20;

store::OutcomeRecord parse_outcome(const std::string& body) {
  BodyFields fields(body);
  store::OutcomeRecord record;
  record.agent_id = agent_id_of(fields);
  record.outcome_ref = fields.required_text("outcome_ref", kRefMax);
  if (fields.is_sound("outcome_ref") && record.outcome_ref.empty()) {
    fields.fault("outcome_ref", "is empty; name what the outcome is of");
  }
  record.outcome_type = fields.required_text("outcome_type");
  if (fields.is_sound("outcome_type") && store::find_outcome_type(record.outcome_type) == nullptr) {
    fields.fault("outcome_type", "expected success, minor_failure, failure or critical_failure");
  }
  record.causal_entry_keys = fields.texts("causal_entry_keys", kKeysMax, kKeyNameMax);
  record.causal_confidence = fields.number("causal_confidence", 1.0, 0, 1);
  record.task_input = fields.text("task_input", kTextMax);
  record.response_text = fields.text("response_text", kTextMax);
  if (const auto* calls = fields.find("tool_calls"); calls != nullptr) {
    if (!calls->IsArray()) fields.fault("tool_calls", "expected a list");
    record.tool_calls_json = fields.raw("tool_calls", kToolCallsMax, false);
  }
  fields.check();
  return record;
}

http::Response committed(const store::CommittedOutcome& outcome) {
  json::JsonWriter writer;
  writer.begin_object().put("outcome_ref", outcome.record.outcome_ref);
  writer.put("outcome_type", outcome.record.outcome_type);
  writer.put("affected_entries", outcome.record.affected).key("entries").begin_array();
  std::size_t values = 0;
  for (const store::Entry& entry : outcome.entries) {
    values += entry.value_json.size();
    write_entry(writer, entry, values <= kAnswerValuesMax);
  }
  writer.end_array().end_object();
  return http::json(200, writer.text());
}

void commit(const Parts& parts, http::Request request, const access::Caller& caller,
            http::Responder& responder) {
  store::OutcomeRecord record = parse_outcome(request.body);
  parts.store.outcomes().commit(
      caller.tenant, std::move(record),
      [reservation = std::move(request.reservation),
       responder = std::move(responder)](Result<store::CommittedOutcome> outcome) mutable {
        responder.send(outcome.has_error() ? store_refusal(outcome.error())
                                           : committed(outcome.value()));
      });
}

void write_outcome(json::JsonWriter& writer, const store::OutcomeRecord& outcome) {
  writer.begin_object().put("outcome_ref", outcome.outcome_ref);
  writer.put("outcome_type", outcome.outcome_type);
  writer.put("causal_confidence", outcome.causal_confidence);
  put_time(writer, "committed_at", outcome.committed_at);
  writer.put("causal_entry_keys", outcome.causal_entry_keys);
  writer.put("agent_id", outcome.agent_id).put("affected_entries", outcome.affected);
  writer.put("task_input", outcome.task_input).put("response_text", outcome.response_text);
  writer.put_raw("tool_calls", outcome.tool_calls_json).end_object();
}

http::Response list(const http::Request& request, const access::Caller& caller,
                    store::Reader& reader) {
  const Parameters parameters(request);
  store::OutcomeFilter filter;
  filter.tenant = caller.tenant;
  filter.entity_path = stored_path(parameters.text("entity_path"));
  filter.since = parameters.time("since", 0);
  filter.limit = parameters.limit(kListLimit);
  json::JsonWriter writer;
  writer.begin_object().key("outcomes").begin_array();
  for (const store::OutcomeRecord& outcome : reader.outcomes().outcomes(filter)) {
    write_outcome(writer, outcome);
  }
  writer.end_array().end_object();
  return http::json(200, writer.text());
}

}  // namespace

void add_outcome_routes(RouteTable& table) {
  const Parts& parts = table.parts();
  table.command(
      "POST", "/outcomes", access::Scope::write, kOutcomeBodyMax,
      [parts](http::Request request, const access::Caller& caller, http::Responder& responder) {
        commit(parts, std::move(request), caller, responder);
      });
  table.query("GET", "/outcomes", access::Scope::read, list);
}

}  // namespace host::api
