#include "host/validator/deliver.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/dispatch/results.hpp"
#include "host/dispatch/run_connector.hpp"
#include "host/ingest/delivery.hpp"

namespace host::validator {
namespace {

using connector::ConnectorResult;
using connector::MemoryRecord;
using connector::TransformOutcome;

constexpr char kEventId[] = "evt_01validate0000000000000000";  // real ones are random

std::shared_ptr<const identity::IdentityPlan> plan_of(const Subject& subject) {
  return std::make_shared<const identity::IdentityPlan>(subject.manifest,
                                                        subject.manifest->default_entity_path);
}

dispatch::Target target_of(const Subject& subject) {
  dispatch::Target target;
  target.connector = subject.manifest->name;
  target.manifest = subject.manifest;
  target.writable_paths = subject.manifest->permissions.memory_write;
  return target;
}

std::string fingerprint_of(const TransformOutcome& outcome) {
  std::string text =
      fmt::format("status {} {}\n", static_cast<int>(outcome.status), outcome.reason);
  for (const ConnectorResult& result : outcome.results) {
    text +=
        fmt::format("{} {} {}/{} {} label={} summary={} source={} confidence={} at={} ttl={}",
                    result.operation, result.memory_type, result.entity_path, result.key,
                    result.value_json, result.label, result.summary, result.source,
                    result.confidence.value_or(-1), result.occurred_unix_ns, result.ttl_at_unix_ns);
    for (const std::string& ref : result.pattern_refs) text += " ref=" + ref;
    text += '\n';
  }
  return text;
}

MemoryRecord record_of(const ConnectorResult& result, UnixNs now, std::uint64_t version) {
  MemoryRecord record;
  record.entity_path = result.entity_path;
  record.key = result.key;
  record.value_json = result.value_json;
  record.agent_id = "webhook/validate";
  record.pattern_refs = result.pattern_refs;
  record.memory_type = result.memory_type;
  record.confidence = result.confidence.value_or(1.0);
  record.version = version;
  record.occurred_unix_ns = result.occurred_unix_ns;
  record.written_unix_ns = now;
  return record;
}

std::optional<std::string> fault_of(const CallFacts& facts, const store::Settlement& settlement) {
  if (!facts.faults.empty()) return facts.faults.front();
  if (settlement.state == store::EventState::done) return std::nullopt;
  return fmt::format("transform failed ({})",
                     settlement.error.empty() ? "no reason" : settlement.error);
}

}  // namespace

Result<std::optional<MemoryRecord>> SampleMemory::get(std::string_view path, std::string_view key) {
  const auto found = records_.find({std::string(path), std::string(key)});
  if (found == records_.end()) return std::optional<MemoryRecord>();
  return std::optional(found->second);
}

Result<std::optional<MemoryRecord>> SampleMemory::find_ref(std::string_view reference) {
  for (const auto& [where, record] : records_) {
    const auto& refs = record.pattern_refs;
    if (std::find(refs.begin(), refs.end(), reference) != refs.end()) return std::optional(record);
  }
  return std::optional<MemoryRecord>();
}

Result<std::vector<MemoryRecord>> SampleMemory::list(std::string_view path, std::size_t limit) {
  std::vector<MemoryRecord> out;
  for (const auto& [where, record] : records_) {
    if (where.first == path && out.size() < limit) out.push_back(record);
  }
  return out;
}

void SampleMemory::keep(const TransformOutcome& outcome, UnixNs now) {
  for (const ConnectorResult& result : outcome.results) {
    if (result.operation != AMFS_OP_WRITE) continue;
    MemoryRecord& place = records_[{result.entity_path, result.key}];
    place = record_of(result, now, place.version + 1);
  }
}

std::optional<dispatch::ReadyEvent> make_event(const Subject& subject, const Sample& sample) {
  ingest::Endpoint endpoint;
  endpoint.connector = subject.manifest->name;
  endpoint.manifest = subject.manifest;
  endpoint.plan = plan_of(subject);
  http::Request request;
  request.received_ns = kVirtualNow;
  request.body = sample.body;
  for (const auto& [name, value] : sample.headers) request.headers.add(name, value);
  if (!request.headers.find("Content-Type"))
    request.headers.add("Content-Type", "application/json");
  ingest::Delivery delivery(request, endpoint);
  if (!delivery.is_readable()) return std::nullopt;
  auto event = std::move(delivery).to_ready_event({});
  event.id = kEventId;
  return event;
}

dispatch::ReadyEvent make_raw_event(const dispatch::ReadyEvent& like, std::string body) {
  dispatch::ReadyEvent event = like;
  event.form_payload.clear();
  event.body = std::move(body);
  return event;
}

std::vector<dispatch::ReadyEvent> events_of(const Subject& subject) {
  std::vector<dispatch::ReadyEvent> events;
  for (const Sample& sample : subject.samples.samples) {
    auto event = make_event(subject, sample);
    if (!event || events.size() == kEventsMax) continue;
    // A made-up event is shown whatever its type: better than nothing.
    if (!subject.has_own_samples || subject.manifest->handles(event->event_type))
      events.push_back(std::move(*event));
  }
  return events;
}

Delivered deliver(Session& session, const Subject& subject, const dispatch::ReadyEvent& event,
                  SampleMemory& memory) {
  const dispatch::Target target = target_of(subject);
  Delivered out;
  out.outcome = dispatch::run_connector(session, event, target, memory);
  out.fingerprint = fingerprint_of(out.outcome);
  const UnixNs now = session.clock().now_ns();
  const auto settlement = dispatch::judge(event, target, out.outcome, {}, now);
  out.fault = fault_of(session.facts(), settlement);
  if (settlement.error.starts_with("refused result")) out.refused = settlement.error;
  for (auto* text : {&out.fault, &out.refused}) {
    if (*text) **text = fmt::format("{}: {}", event.event_type, **text);
  }
  memory.keep(out.outcome, now);
  return out;
}

std::optional<std::string> first_fault(const Subject& subject, InputRules rules) {
  Session session(subject, rules);
  if (!session.create()) return create_fault(session);
  SampleMemory memory;
  for (const auto& event : events_of(subject)) {
    const Delivered delivered = deliver(session, subject, event, memory);
    if (delivered.fault) return delivered.fault;
    if (delivered.refused) return delivered.refused;
  }
  session.destroy();
  if (!session.facts().faults.empty()) return session.facts().faults.front();
  return std::nullopt;
}

std::string run_all(Session& session, const Subject& subject,
                    const std::vector<dispatch::ReadyEvent>& events) {
  std::string text;
  SampleMemory memory;
  for (const auto& event : events) text += deliver(session, subject, event, memory).fingerprint;
  return text;
}

std::string create_fault(const Session& session) {
  const CallFacts& facts = session.facts();
  if (!facts.faults.empty()) return facts.faults.front();
  return fmt::format("create refused the manifest's own config ({})",
                     facts.reason.empty() ? "no reason" : facts.reason);
}

}  // namespace host::validator
