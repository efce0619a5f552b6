#include "host/connector/call_sink.hpp"

#include <fmt/format.h>

#include "host/base/clock.hpp"
#include "host/connector/abi_text.hpp"
#include "host/json/pointer_scan.hpp"
#include "host/json/utf8.hpp"

namespace host::connector {

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
    case AMFS_SKIP: out.status = TransformStatus::skip; return out;
    case AMFS_UNMATCHED: out.status = TransformStatus::unmatched; return out;
    case AMFS_RETRY:
      out.status = TransformStatus::retry;
      out.retry_after_ms = retry_after_ms_;
      return out;
    case AMFS_LIMIT:
      out.status = TransformStatus::unmatched;  // the same again would be over the limit again
      out.reason = "the connector's results or reads for this event exceed the host's limits";
      return out;
    default: break;
  }
  out.status = TransformStatus::failed;
  if (out.reason.empty()) out.reason = fmt::format("transform returned status {}", status);
  return out;
}

amfs_status CallSink::emit(const amfs_sink* sink, const amfs_result* result) {
  if (result == nullptr || result->struct_size < sizeof(amfs_result)) return AMFS_INTERNAL;
  return self(sink).take(*result);
}

amfs_status CallSink::take(const amfs_result& result) {
  if (result.pattern_refs == nullptr && result.pattern_ref_count > 0) return AMFS_INTERNAL;
  std::size_t bytes = result.entity_path.len + result.key.len + result.value_json.len +
                      result.label.len + result.summary.len + result.source.len;
  for (std::uint32_t i = 0; i < std::min<std::uint64_t>(result.pattern_ref_count, kRefsMax); ++i) {
    bytes += result.pattern_refs[i].len;
  }
  if (results_.size() >= kResultsMax || result_bytes_ + bytes > kResultBytesMax) {
    over_limit_ = true;
    return AMFS_LIMIT;
  }
  result_bytes_ += bytes;
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
  if (result.operation != AMFS_OP_WRITE && result.operation != AMFS_OP_RECORD_CONTEXT) {
    return AMFS_INTERNAL;
  }
  if (result.pattern_ref_count > kRefsMax) refused_ = "refused result: more than 32 pattern refs";
  for (std::uint32_t i = 0; refused_.empty() && i < result.pattern_ref_count; ++i) {
    const std::string_view ref = from_abi(result.pattern_refs[i]);
    if (ref.empty() || ref.size() > kRefMax || !json::is_utf8(ref)) {
      refused_ = "refused result: a pattern ref is empty, longer than 256 bytes or not UTF-8";
    } else {
      out.pattern_refs.emplace_back(ref);
    }
  }
  if (result.operation == AMFS_OP_WRITE) {
    if (out.value_json.size() > kValueMax) {
      refused_ = "refused result: the value is larger than 256 KiB";
    } else if (const auto scan = json::scan(out.value_json, json::PointerSet()); scan.error) {
      refused_ = "refused result: the value is " + scan.error->message;
    }
  }
  for (const std::string* text : {&out.label, &out.source}) {
    if (!json::is_utf8(*text)) refused_ = "refused result: a text is not UTF-8";
  }
  results_.push_back(std::move(out));
  return AMFS_OK;
}

void CallSink::fail(const amfs_sink* sink, const amfs_error* error) {
  CallSink& call = self(sink);
  if (error == nullptr || error->struct_size < sizeof(amfs_error) || call.failed_) return;
  call.failed_ = true;
  call.reason_ = printable(from_abi(error->message), kReasonMax);
  if (error->field.len > 0) call.reason_ += " (" + printable(from_abi(error->field), kReasonMax) + ")";
  if (error->hint.len > 0) call.reason_ += "; " + printable(from_abi(error->hint), kReasonMax);
  call.reason_ = printable(call.reason_, kReasonMax);
  call.retry_after_ms_ = std::max<std::int64_t>(0, error->retry_after_ms);
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
  if (memory_bytes_ > kMemoryBytesMax) return AMFS_LIMIT;
  std::vector<amfs_str> refs;
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

amfs_status CallSink::get(const amfs_sink* sink, amfs_str path, amfs_str key, amfs_record_fn receive,
                          void* user) {
  CallSink& call = self(sink);
  if (!call.may_read()) return AMFS_LIMIT;
  const auto record = call.memory_->get(from_abi(path), from_abi(key));
  if (record.has_error()) return AMFS_INTERNAL;
  bool more = false;
  return record.value() ? call.hand_over(*record.value(), receive, user, more) : AMFS_OK;
}

amfs_status CallSink::find_ref(const amfs_sink* sink, amfs_str ref, amfs_record_fn receive,
                               void* user) {
  CallSink& call = self(sink);
  if (!call.may_read()) return AMFS_LIMIT;
  const auto record = call.memory_->find_ref(from_abi(ref));
  if (record.has_error()) return AMFS_INTERNAL;
  bool more = false;
  return record.value() ? call.hand_over(*record.value(), receive, user, more) : AMFS_OK;
}

amfs_status CallSink::list(const amfs_sink* sink, amfs_str path, std::uint32_t limit,
                           amfs_record_fn receive, void* user) {
  CallSink& call = self(sink);
  if (!call.may_read()) return AMFS_LIMIT;
  const auto records = call.memory_->list(from_abi(path), limit == 0 ? SIZE_MAX : limit);
  if (records.has_error()) return AMFS_INTERNAL;
  bool more = true;
  for (const MemoryRecord& record : records.value()) {
    const amfs_status status = call.hand_over(record, receive, user, more);
    if (status != AMFS_OK) return status;
    if (!more) break;
  }
  return AMFS_OK;
}

}  // namespace host::connector
