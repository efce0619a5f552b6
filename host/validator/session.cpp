#include "host/validator/session.hpp"

#include <fmt/format.h>

#include <utility>

#include "host/connector/abi_text.hpp"
#include "host/connector/sigcheck_call.hpp"

namespace host::validator {

using connector::from_abi;
using connector::to_abi;

// One call. The host's own sink collects, limits and judges; this one watches. It is a CallSink
// because the library hands amfs_sink.ctx on to that sink's memory functions.
struct Session::Call : connector::CallSink {
  Call(CallFacts& a_facts, const CallRules& a_rules) : facts(a_facts), rules(a_rules) {}
  Call(CallFacts& a_facts, const CallRules& a_rules, connector::MemoryReader* memory,
       std::int64_t deadline)
      : CallSink(memory, deadline), facts(a_facts), rules(a_rules), deadline_ns(deadline) {}

  static Call& of(const amfs_sink* sink) {
    return static_cast<Call&>(*static_cast<connector::CallSink*>(sink->ctx));
  }
  amfs_sink watching() {
    connector::CallSink* const self = this;
    return {sizeof(amfs_sink),      0, self, &Session::emit, &Session::fail, &Session::cancelled,
            &Session::get_extension};
  }
  void fault(const char* text) {
    if (facts.faults.size() < kFaultsMax) facts.faults.emplace_back(text);
  }

  CallFacts& facts;
  const CallRules& rules;
  std::int64_t deadline_ns = 0;
  std::int32_t said_code = AMFS_OK;
  bool said_why = false;
};

namespace {

bool is_known(amfs_status status) { return status <= AMFS_UNMATCHED && status >= AMFS_INTERNAL; }

}  // namespace

amfs_status Session::emit(const amfs_sink* sink, const amfs_result* result) {
  Call& call = Call::of(sink);
  if (result == nullptr || !AMFS_HAS(amfs_result, result, ttl_at_unix_ns)) {
    call.fault("emit got a result without its struct_size");
    return call.abi()->emit(call.abi(), result);
  }
  if (result->reserved != 0) call.fault("a reserved field of amfs_result is not zero");
  if ((result->flags & ~AMFS_RESULT_HAS_CONFIDENCE) != 0)
    call.fault("amfs_result has flags that this ABI does not know");
  if (call.facts.emits >= call.rules.emits_max) {
    ++call.facts.emits_refused;
    return AMFS_LIMIT;
  }
  ++call.facts.emits;
  return call.abi()->emit(call.abi(), result);
}

void Session::fail(const amfs_sink* sink, const amfs_error* error) {
  Call& call = Call::of(sink);
  if (error == nullptr || !AMFS_HAS(amfs_error, error, retry_after_ms)) {
    call.fault("fail got an error without its struct_size");
    return;
  }
  if (!call.said_why) call.said_code = error->code;
  call.said_why = true;
  call.abi()->fail(call.abi(), error);
}

std::uint32_t Session::cancelled(const amfs_sink* sink) {
  const Call& call = Call::of(sink);
  const bool late = call.deadline_ns != 0 && monotonic_ns() > call.deadline_ns;
  return call.rules.cancelled || late ? 1 : 0;
}

const void* Session::get_extension(const amfs_sink* sink, amfs_str id) {
  Call& call = Call::of(sink);
  if (from_abi(id) == AMFS_EXT_MEMORY) call.facts.asked_for_memory = true;
  return call.abi()->get_extension(call.abi(), id);
}

Session::Session(const Subject& subject, InputRules rules)
    : subject_(subject),
      rules_(rules),
      host_(subject.manifest->name, clock_),
      host_inputs_(rules),
      host_abi_(host_inputs_.object(*host_.abi())),
      entity_path_(subject.manifest->default_entity_path) {
  host_inputs_.seal();
}

template <class F>
void Session::run(Call& call, F&& function) {
  const std::int64_t start = monotonic_ns();
  try {
    facts_.status = function();
  } catch (...) {  // allowed to nobody: in a host built otherwise this ends the process
    call.fault("an exception left the library");
    facts_.status = AMFS_INTERNAL;
  }
  facts_.elapsed_ns = monotonic_ns() - start;
  facts_.reason = call.CallSink::reason();
  if (!is_known(facts_.status)) call.fault("it returned a status that this ABI does not know");
}

bool Session::create(const std::string& config_json) {
  destroy();
  facts_ = {};
  Call call(facts_, call_rules_);
  Inputs inputs(rules_);
  amfs_create_args args{};
  args.connector_name = inputs.text(subject_.manifest->name);
  args.connector_version = inputs.text(subject_.manifest->version.text);
  args.entity_path = inputs.text(entity_path_);
  args.config_json = inputs.text(config_json);
  args.event_schema = AMFS_EVENT_SCHEMA;
  args.class_name = inputs.text(from_abi(subject_.connector_class->class_name));
  const amfs_create_args* given = inputs.object(args);
  const amfs_sink* sink = inputs.object(call.watching());
  inputs.seal();
  amfs_instance* made = nullptr;
  run(call, [&] { return subject_.connector_class->create(host_abi_, given, sink, &made); });
  inputs.release();
  if (facts_.status == AMFS_OK && made == nullptr) call.fault("create said OK without an instance");
  if (facts_.status != AMFS_OK && made != nullptr) call.fault("create failed but left an instance");
  if (facts_.status != AMFS_OK && !call.said_why) call.fault("create failed without a reason");
  instance_ = facts_.status == AMFS_OK ? made : nullptr;
  return instance_ != nullptr;
}

void Session::destroy() {
  if (instance_ == nullptr) return;
  try {
    subject_.connector_class->destroy(std::exchange(instance_, nullptr));
  } catch (...) {
    facts_.faults.emplace_back("an exception left destroy");
  }
}

amfs_event Session::to_abi_event(Inputs& inputs, const connector::EventView& event) const {
  amfs_event out{};
  out.flags = event.flags;
  out.event_id = inputs.text(event.event_id);
  out.delivery_id = inputs.text(event.delivery_id);
  out.event_type = inputs.text(event.event_type);
  out.connector = inputs.text(event.connector);
  out.endpoint = inputs.text(event.endpoint);
  out.method = inputs.text(event.method);
  out.query = inputs.text(event.query);
  out.content_type = inputs.text(event.content_type);
  out.body = inputs.text(event.body);
  out.payload = event.payload.data() == event.body.data() ? out.body : inputs.text(event.payload);
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  for (const auto& header : event.headers) headers.emplace_back(header.name, header.value);
  out.headers = inputs.pairs(headers);
  out.header_count = static_cast<std::uint32_t>(headers.size());
  out.attempt = event.attempt;
  out.received_unix_ns = event.received_unix_ns;
  out.occurred_unix_ns = event.occurred_unix_ns;
  out.deadline_mono_ns = event.deadline_mono_ns;
  return out;
}

connector::TransformOutcome Session::transform(const connector::EventView& event,
                                               connector::MemoryReader* memory) {
  facts_ = {};
  connector::EventView view = event;
  if (call_rules_.budget_ns != 0) view.deadline_mono_ns = monotonic_ns() + call_rules_.budget_ns;
  Call call(facts_, call_rules_, memory, view.deadline_mono_ns);
  Inputs inputs(rules_);
  const amfs_event* given = inputs.object(to_abi_event(inputs, view));
  const amfs_sink* sink = inputs.object(call.watching());
  inputs.seal();
  run(call, [&] { return subject_.connector_class->transform(instance_, given, sink); });
  inputs.release();
  if (facts_.status != AMFS_OK && !call.said_why)
    call.fault("it returned something else than AMFS_OK without a reason");
  if (call.said_why && facts_.status == AMFS_OK) call.fault("it called fail and returned AMFS_OK");
  if (call.said_why && facts_.status != AMFS_OK && call.said_code != facts_.status)
    call.fault("amfs_error.code is not the status that it returned");
  return std::move(call).outcome(facts_.status);
}

connector::SigcheckOutcome Session::validate_signature(const connector::SigcheckView& check,
                                                       const connector::HmacService& hmac) {
  facts_ = {};
  Call call(facts_, call_rules_);
  const connector::SigcheckCall host_side(check, hmac);
  Inputs inputs(rules_);
  const amfs_sigcheck* given = inputs.object(*host_side.abi());
  const amfs_sink* sink = inputs.object(call.watching());
  inputs.seal();
  run(call, [&] { return subject_.connector_class->validate_signature(instance_, given, sink); });
  inputs.release();
  if (host_side.is_malformed()) call.fault("it gave verify_hmac pieces that are not there");
  if (facts_.status == AMFS_OK) return {connector::SigcheckStatus::accepted, {}};
  return {
      facts_.status > 0 ? connector::SigcheckStatus::rejected : connector::SigcheckStatus::failed,
      facts_.reason};
}

}  // namespace host::validator
