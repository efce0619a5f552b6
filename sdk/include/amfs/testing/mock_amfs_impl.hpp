// MockAMFS: the inline parts. Included by mock_amfs.hpp.
#pragma once

#include "amfs/testing/mock_amfs.hpp"

namespace amfs {
inline namespace v1 {
namespace testing {

inline MockAMFS::MockAMFS(std::string entity_path, std::string config_json) {
  if (const auto fault = internal::path_fault(entity_path)) throw Failure("MockAMFS: " + *fault);
  const auto config = Value::parse(config_json);
  if (!config || !config->is_object()) throw Failure("MockAMFS: the config is no JSON object");
  writable_ = {entity_path};
  around_.entity_path = std::move(entity_path);
  around_.config_json = std::move(config_json);
  around_.now_unix_ns = kStartNs;
}

inline void MockAMFS::set_now(Time time) {
  if (time < now()) throw Failure("MockAMFS: the clock cannot go back; reset() starts it again");
  around_.now_unix_ns = to_unix_ns(time);
  memory_.expire(time);
}

inline Outcome MockAMFS::deliver(MockConnector& connector, const Event& event) {
  events_.emplace_back();
  internal::MockEvent& mine = events_.back();
  mine.event = event;
  const std::string number = std::to_string(events_.size());
  mine.id = "evt_" + std::string(26 - number.size(), '0') + number;
  mine.connector = connector.name();
  mine.received_at = event.received_at.value_or(now());
  mine.payload = internal::payload_of(event.content_type, event.body);
  if (event.body.empty()) mine.payload.error = "the body is empty";
  return run(connector, mine);
}

inline Outcome MockAMFS::replay(MockConnector& connector, const std::string& event_id) {
  const auto found = std::find_if(events_.begin(), events_.end(),
                                  [&](const auto& event) { return event.id == event_id; });
  if (found == events_.end()) throw Failure("MockAMFS::replay: no event " + event_id);
  found->attempts = 0;
  found->event.is_replay = true;
  return run(connector, *found);
}

inline std::vector<Outcome> MockAMFS::run_due(MockConnector& connector) {
  std::vector<internal::MockEvent*> due;
  for (internal::MockEvent& event : events_) {
    const bool mine = event.connector == connector.name();
    if (mine && event.retry_at && *event.retry_at <= now()) due.push_back(&event);
  }
  std::stable_sort(due.begin(), due.end(),
                   [](const auto* a, const auto* b) { return *a->retry_at < *b->retry_at; });
  std::vector<Outcome> out;
  for (internal::MockEvent* event : due) out.push_back(run(connector, *event));
  return out;
}

inline bool MockAMFS::handles(std::string_view type) const {
  return std::any_of(event_types_.begin(), event_types_.end(), [&](std::string_view pattern) {
    if (pattern.empty() || pattern.back() != '*') return pattern == type;
    pattern.remove_suffix(1);
    return type.substr(0, pattern.size()) == pattern;
  });
}

inline Outcome MockAMFS::run(MockConnector& connector, internal::MockEvent& event) {
  Outcome out;
  out.event_id = event.id;
  event.retry_at.reset();
  if (!event.payload.error.empty()) {
    out.status = "dead";
    out.reason = "unparseable_body: " + event.payload.error;
    return out;
  }
  internal::Verdict verdict(event, memory_, contexts_, now());
  ++event.attempts;
  if (!handles(event.event.type)) {
    const std::string why =
        "event type " + event.event.type + " is not in the manifest's event_types";
    verdict.keep_raw(around_.entity_path, why, out);
    return out;
  }
  out.attempt = event.attempts;
  internal::MockCall call(memory_read_ ? &memory_ : nullptr, true, cancelled_);
  settle(call, transform(connector, event, call), event, out);
  return out;
}

inline void MockAMFS::settle(internal::MockCall& call, amfs_status status,
                             internal::MockEvent& event, Outcome& out) {
  internal::Verdict verdict(event, memory_, contexts_, now());
  if (call.malformed()) {
    const std::string why =
        "the connector broke the ABI (malformed result); rebuild it with the amfs SDK";
    if (strict_) throw Refused(event.event.type + ": " + why);
    return verdict.fail(why, 0, retry_, out);
  }
  if (call.over_limit()) status = AMFS_LIMIT;
  switch (status) {
    case AMFS_OK: {
      for (const internal::Emitted& result : call.results()) {
        out.results.push_back(internal::to_result(result));
      }
      const std::string refused = internal::Verdict::refusal(call, call.results(), writable_);
      if (!refused.empty()) return refuse(event, refused, out);
      if (call.results().empty()) {
        return verdict.keep_raw(around_.entity_path, "the connector made nothing of it", out);
      }
      return verdict.accept(call, call.results(), out);
    }
    case AMFS_SKIP:
      return verdict.skip(call.reason(), out);
    case AMFS_UNMATCHED:
      return verdict.keep_raw(around_.entity_path, call.reason(), out);
    case AMFS_LIMIT:
      return refuse(
          event, "the connector's results or reads for this event exceed the host's limits", out);
    case AMFS_RETRY:
      return verdict.fail(call.reason(), call.retry_after_ms(), retry_, out);
    default:
      break;
  }
  verdict.fail(
      call.reason().empty() ? "transform returned status " + std::to_string(status) : call.reason(),
      0, retry_, out);
}

inline void MockAMFS::refuse(internal::MockEvent& event, const std::string& reason, Outcome& out) {
  if (strict_) throw Refused("event " + event.event.type + " (" + event.id + "): " + reason);
  internal::Verdict(event, memory_, contexts_, now()).keep_raw(around_.entity_path, reason, out);
}

inline amfs_status MockAMFS::transform(MockConnector& connector, const internal::MockEvent& mine,
                                       internal::MockCall& call) {
  const Event& event = mine.event;
  const std::vector<amfs_kv> headers = internal::to_pairs(event.headers);
  amfs_event out{};
  out.struct_size = sizeof out;
  out.flags = (event.is_replay ? AMFS_EVENT_REPLAY : 0U) | (event.is_test ? AMFS_EVENT_TEST : 0U) |
              (mine.payload.is_form ? AMFS_EVENT_FORM : 0U) |
              (event.has_signed_id ? AMFS_EVENT_ID_SIGNED : 0U) |
              (event.has_reused_id ? AMFS_EVENT_ID_REUSED : 0U);
  out.event_id = amfs::detail::to_abi(mine.id);
  out.delivery_id = amfs::detail::to_abi(event.delivery_id);
  out.event_type = amfs::detail::to_abi(event.type);
  out.connector = amfs::detail::to_abi(mine.connector);
  out.endpoint = amfs::detail::to_abi("default");
  out.method = amfs::detail::to_abi("POST");
  out.query = amfs::detail::to_abi(event.query);
  out.content_type = amfs::detail::to_abi(event.content_type);
  out.body = amfs::detail::to_abi(event.body);
  out.payload = amfs::detail::to_abi(mine.payload.json);
  out.headers = headers.data();
  out.header_count = static_cast<std::uint32_t>(headers.size());
  out.attempt = mine.attempts;
  out.received_unix_ns = to_unix_ns(mine.received_at);
  out.occurred_unix_ns = event.occurred_at ? to_unix_ns(*event.occurred_at) : 0;
  out.deadline_mono_ns = around_.now_unix_ns + kBudgetNs;
  return connector.transform(out, call);
}

inline bool MockAMFS::validate_signature(MockConnector& connector,
                                         const SignatureRequest& request) {
  if (!connector.checks_signatures()) {
    throw Failure(
        "the class has no `bool validate_signature(const amfs::SignatureCheck&) override`; only "
        "`scheme: code` needs one");
  }
  for (const std::string& candidate : request.candidates) {
    internal::MockCall call(nullptr, false, cancelled_);
    const internal::MockSigCheck check(request, candidate, now());
    const amfs_status status = connector.validate_signature(check.abi(), call);
    if (status == AMFS_OK) return true;
    if (status < 0) throw Failure("validate_signature failed: " + call.reason());
  }
  return false;
}

inline std::optional<StoredEntry> MockAMFS::read(std::string_view entity_path,
                                                 std::string_view key) const {
  const StoredEntry* found = memory_.find(entity_path, key);
  return found == nullptr ? std::nullopt : std::optional<StoredEntry>(*found);
}

inline Value MockAMFS::snapshot() const {
  constexpr const char* kTypes[] = {"fact", "belief", "experience"};
  Value entries = Value::array();
  for (const StoredEntry* entry : memory_.all_current()) {
    Value refs = Value::array();
    for (const std::string& ref : entry->pattern_refs) refs.push_back(ref);
    entries.push_back({{"entity_path", entry->entity_path},
                       {"key", entry->key},
                       {"version", entry->version},
                       {"memory_type", kTypes[static_cast<std::size_t>(entry->memory_type)]},
                       {"confidence", entry->confidence},
                       {"pattern_refs", refs},
                       {"summary", entry->summary},
                       {"value", entry->value}});
  }
  Value contexts = Value::array();
  for (const StoredContext& context : contexts_) {
    contexts.push_back({{"label", context.label},
                        {"summary", context.summary},
                        {"source", context.source},
                        {"about_path", context.about_path},
                        {"about_key", context.about_key}});
  }
  return {{"entries", entries}, {"contexts", contexts}};
}

inline void MockAMFS::remember(std::string entity_path, std::string key, Value value,
                               std::string agent_id) {
  if (const auto fault = internal::path_fault(entity_path)) throw Failure("remember: " + *fault);
  StoredEntry entry;
  entry.entity_path = std::move(entity_path);
  entry.key = std::move(key);
  entry.value = std::move(value);
  entry.json = entry.value.dump();
  entry.confidence = 1.0;
  entry.agent_id = std::move(agent_id);
  entry.occurred_at = entry.written_at = now();
  memory_.write(std::move(entry), false);
}

inline void MockAMFS::reset() {
  memory_ = MockMemory();
  contexts_.clear();
  events_.clear();
  around_.log.clear();
  around_.now_unix_ns = kStartNs;
  cancelled_ = false;
}

}  // namespace testing
}  // namespace v1
}  // namespace amfs
