#include "host/connector/call_sink.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "host/base/clock.hpp"
#include "host/base/text.hpp"
#include "host/connector/abi_text.hpp"
#include "host/json/pointer_scan.hpp"

namespace host::connector {
namespace {

// No exception may leave a callback: its caller may be C, or built by another compiler.
template <class F>
amfs_status guarded(F&& function) noexcept {
  try {
    return function();
  } catch (...) {
    return AMFS_INTERNAL;
  }
}

}  // namespace

CallSink::CallSink(MemoryReader* memory, std::int64_t deadline_mono_ns)
    : memory_(memory), deadline_mono_ns_(deadline_mono_ns) {
  sink_.struct_size = sizeof sink_;
  sink_.ctx = this;
  sink_.emit = &CallSink::emit;
  sink_.fail = &CallSink::fail;
  sink_.cancelled = &CallSink::cancelled;
  sink_.get_extension = &CallSink::get_extension;
  memory_abi_.struct_size = sizeof memory_abi_;
  memory_abi_.get = &CallSink::get;
  memory_abi_.find_ref = &CallSink::find_ref;
  memory_abi_.list = &CallSink::list;
}

TransformOutcome CallSink::outcome(amfs_status status) && {
  TransformOutcome out;
  if (malformed_) {
    out.reason = "the connector broke the ABI (malformed result); rebuild it with the amfs SDK";
    return out;
  }
  out.reason = std::move(reason_);
  if (over_limit_) status = AMFS_LIMIT;
  switch (status) {
    case AMFS_OK:
      if (!refused_.empty()) {
        out.status = TransformStatus::unmatched;
        out.reason = std::move(refused_);
      } else {
        out.status = TransformStatus::ok;
        out.reason.clear();
        out.results = std::move(results_);
      }
      return out;
    case AMFS_SKIP:
      out.status = TransformStatus::skip;
      return out;
    case AMFS_UNMATCHED:
      out.status = TransformStatus::unmatched;
      return out;
    case AMFS_RETRY:
      out.status = TransformStatus::retry;
      out.retry_after_ms = retry_after_ms_;
      return out;
    case AMFS_LIMIT:
      out.status = TransformStatus::unmatched;  // the same again would be over the limit again
      out.reason = "the connector's results or reads for this event exceed the host's limits";
      return out;
    default:
      break;
  }
  out.status = TransformStatus::failed;
  if (out.reason.empty()) out.reason = fmt::format("transform returned status {}", status);
  return out;
}

amfs_status CallSink::emit(const amfs_sink* sink, const amfs_result* result) {
  CallSink& call = self(sink);
  if (!call.takes_results_) return AMFS_UNSUPPORTED;
  if (result == nullptr || !AMFS_HAS(amfs_result, result, ttl_at_unix_ns)) return call.malformed();
  return guarded([&] { return call.take(*result); });
}

amfs_status CallSink::take(const amfs_result& result) {
  const bool known =
      result.operation == AMFS_OP_WRITE || result.operation == AMFS_OP_RECORD_CONTEXT;
  if (!known || (result.pattern_refs == nullptr && result.pattern_ref_count > 0))
    return malformed();
  if (!fits(result)) {
    over_limit_ = true;
    return AMFS_LIMIT;
  }
  ConnectorResult out;
  out.operation = result.operation;
  out.memory_type = result.memory_type;
  out.entity_path = from_abi(result.entity_path);
  out.key = from_abi(result.key);
  out.value_json = from_abi(result.value_json);
  out.label = from_abi(result.label);
  out.summary = printable(from_abi(result.summary), kReasonMax);
  out.source = from_abi(result.source);
  if (result.flags & AMFS_RESULT_HAS_CONFIDENCE) out.confidence = result.confidence;
  out.occurred_unix_ns = result.occurred_unix_ns;
  out.ttl_at_unix_ns = result.ttl_at_unix_ns;
  take_refs(result, out);
  check_texts(out);
  results_.push_back(std::move(out));
  return AMFS_OK;
}

// Counts the result against the event's budget. Lengths are the plugin's word: no sum may wrap.
bool CallSink::fits(const amfs_result& result) {
  if (results_.size() >= kResultsMax) return false;
  std::size_t left = kResultBytesMax - result_bytes_;
  const auto spend = [&left](std::uint64_t bytes) {
    if (bytes > left) return false;
    left -= bytes;
    return true;
  };
  for (const amfs_str* text : {&result.entity_path, &result.key, &result.value_json, &result.label,
                               &result.summary, &result.source}) {
    if (!spend(text->len)) return false;
  }
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(result.pattern_ref_count, kRefsMax); ++i) {
    if (!spend(result.pattern_refs[i].len)) return false;
  }
  result_bytes_ = kResultBytesMax - left;
  return true;
}

void CallSink::take_refs(const amfs_result& result, ConnectorResult& out) {
  if (result.pattern_ref_count > kRefsMax) return refuse("more than 32 pattern refs");
  for (std::uint32_t i = 0; i < result.pattern_ref_count; ++i) {
    const std::string_view ref = from_abi(result.pattern_refs[i]);
    if (ref.empty() || ref.size() > kRefMax || !is_utf8(ref)) {
      return refuse("a pattern ref is empty, longer than 256 bytes or not UTF-8");
    }
    out.pattern_refs.emplace_back(ref);
  }
}

void CallSink::check_texts(const ConnectorResult& result) {
  for (const std::string* text :
       {&result.entity_path, &result.key, &result.label, &result.source}) {
    if (!is_utf8(*text)) return refuse("a text is not UTF-8");
  }
  if (result.operation != AMFS_OP_WRITE) return;
  if (result.value_json.size() > kValueMax) return refuse("the value is larger than 256 KiB");
  if (!is_utf8(result.value_json)) return refuse("the value is not UTF-8");
  const auto scan = json::scan(result.value_json, json::PointerSet());
  if (scan.error) refuse("the value is " + scan.error->message);
}

// The first reason counts.
void CallSink::refuse(std::string why) {
  if (refused_.empty()) refused_ = "refused result: " + std::move(why);
}

amfs_status CallSink::malformed() {
  malformed_ = true;
  return AMFS_INTERNAL;
}

void CallSink::fail(const amfs_sink* sink, const amfs_error* error) {
  CallSink& call = self(sink);
  if (error == nullptr || !AMFS_HAS(amfs_error, error, retry_after_ms) || call.failed_) return;
  call.failed_ = true;
  call.retry_after_ms_ = std::clamp<std::int64_t>(error->retry_after_ms, 0, kRetryAfterMaxMs);
  guarded([&] {
    std::string reason = printable(from_abi(error->message), kReasonMax);
    if (error->field.len > 0) reason += " (" + printable(from_abi(error->field), kReasonMax) + ")";
    if (error->hint.len > 0) reason += "; " + printable(from_abi(error->hint), kReasonMax);
    call.reason_ = printable(reason, kReasonMax);
    return AMFS_OK;
  });
}

std::uint32_t CallSink::cancelled(const amfs_sink* sink) {
  const std::int64_t deadline = self(sink).deadline_mono_ns_;
  return deadline != 0 && monotonic_ns() > deadline ? 1 : 0;
}

const void* CallSink::get_extension(const amfs_sink* sink, amfs_str id) {
  CallSink& call = self(sink);
  return call.memory_ != nullptr && from_abi(id) == AMFS_EXT_MEMORY ? &call.memory_abi_ : nullptr;
}

// ---- amfs.memory/1 ---------------------------------------------------------------------------

bool CallSink::may_read() {
  return memory_calls_++ < kMemoryCallsMax && memory_bytes_ < kMemoryBytesMax;
}

amfs_status CallSink::hand_over(const MemoryRecord& record, amfs_record_fn receive, void* user,
                                bool& more) {
  memory_bytes_ += record.value_json.size() + record.entity_path.size() + record.key.size();
  for (const std::string& ref : record.pattern_refs) memory_bytes_ += ref.size();
  if (memory_bytes_ > kMemoryBytesMax) return AMFS_LIMIT;
  std::vector<amfs_str> refs;
  refs.reserve(record.pattern_refs.size());
  for (const std::string& ref : record.pattern_refs) refs.push_back(to_abi(ref));
  amfs_record out{};
  out.struct_size = sizeof out;
  out.entity_path = to_abi(record.entity_path);
  out.key = to_abi(record.key);
  out.value_json = to_abi(record.value_json);
  out.agent_id = to_abi(record.agent_id);
  out.pattern_refs = refs.data();
  out.pattern_ref_count = static_cast<std::uint32_t>(refs.size());
  out.memory_type = record.memory_type;
  out.confidence = record.confidence;
  out.version = record.version;
  out.occurred_unix_ns = record.occurred_unix_ns;
  out.written_unix_ns = record.written_unix_ns;
  out.ttl_at_unix_ns = record.ttl_at_unix_ns;
  more = receive(user, &out) == 0;
  return AMFS_OK;
}

amfs_status CallSink::hand_over_one(const Result<std::optional<MemoryRecord>>& record,
                                    amfs_record_fn receive, void* user) {
  if (record.has_error()) return AMFS_INTERNAL;
  bool more = false;
  return record.value() ? hand_over(*record.value(), receive, user, more) : AMFS_OK;
}

amfs_status CallSink::get(const amfs_sink* sink, amfs_str path, amfs_str key,
                          amfs_record_fn receive, void* user) {
  CallSink& call = self(sink);
  if (!call.may_read()) return AMFS_LIMIT;
  return guarded([&] {
    return call.hand_over_one(call.memory_->get(from_abi(path), from_abi(key)), receive, user);
  });
}

amfs_status CallSink::find_ref(const amfs_sink* sink, amfs_str ref, amfs_record_fn receive,
                               void* user) {
  CallSink& call = self(sink);
  if (!call.may_read()) return AMFS_LIMIT;
  return guarded(
      [&] { return call.hand_over_one(call.memory_->find_ref(from_abi(ref)), receive, user); });
}

amfs_status CallSink::list(const amfs_sink* sink, amfs_str path, std::uint32_t limit,
                           amfs_record_fn receive, void* user) {
  CallSink& call = self(sink);
  if (!call.may_read()) return AMFS_LIMIT;
  return guarded([&]() -> amfs_status {
    const auto records = call.memory_->list(from_abi(path), limit == 0 ? SIZE_MAX : limit);
    if (records.has_error()) return AMFS_INTERNAL;
    bool more = true;
    for (const MemoryRecord& record : records.value()) {
      const amfs_status status = call.hand_over(record, receive, user, more);
      if (status != AMFS_OK || !more) return status;
    }
    return AMFS_OK;
  });
}

}  // namespace host::connector
