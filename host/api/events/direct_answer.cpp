#include "host/api/events/direct_answer.hpp"

#include "host/api/memory/memory_fields.hpp"
#include "host/api/store_refusal.hpp"
#include "host/json/writer.hpp"

namespace host::api {

http::Response direct_answer(const store::DirectOutcome& outcome, const DirectEcho& echo) {
  if (!outcome.ok) {
    const Error& error = outcome.error;
    if (error.code == "idempotency_conflict") return http::problem(409, error.code, error.message);
    if (error.code != store::kTtlPastCode) return store_refusal(error);
    return http::problem(422, "invalid_body", std::string("/ttl_at: ") + kTtlPast,
                         {{"/ttl_at", kTtlPast}});
  }
  json::JsonWriter writer;
  writer.begin_object().put("status", "ok").put("entity_path", echo.entity_path);
  writer.put("key", echo.key).put("source", echo.source);
  writer.put("agent_id", "external/" + echo.source);
  writer.put("version", outcome.version).put("event_id", outcome.event_id).end_object();
  return http::json(200, writer.text());
}

}  // namespace host::api
