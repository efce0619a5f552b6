// MockCall: the host's side of one call into a connector: takes results and the failure, serves
// memory reads, keeps the host's budgets. Lives on the stack of the call.
#pragma once

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "amfs/abi/connector.h"
#include "amfs/detail/abi_text.hpp"
#include "amfs/testing/memory.hpp"
#include "amfs/testing/rules.hpp"

namespace amfs {
inline namespace v1 {
namespace testing {
namespace internal {

class MockCall {
 public:
  // `memory` null: reading is not permitted. `takes_results`: only transform may emit.
  MockCall(const MockMemory* memory, bool takes_results, bool is_cancelled)
      : memory_(memory), takes_results_(takes_results), is_cancelled_(is_cancelled) {
    sink_ = {sizeof sink_, 0, this, emit, fail, cancelled, get_extension};
    memory_abi_ = {sizeof memory_abi_, 0, get, find_ref, list};
  }
  MockCall(const MockCall&) = delete;
  MockCall& operator=(const MockCall&) = delete;

  const amfs_sink* abi() const { return &sink_; }
  std::vector<Emitted>& results() { return results_; }
  const std::string& reason() const { return reason_; }
  std::int64_t retry_after_ms() const { return retry_after_ms_; }
  // The first result the host refuses while it is handed over; empty when there is none.
  const std::string& refused() const { return refused_; }
  bool over_limit() const { return over_limit_; }
  // The connector broke the ABI: whatever it returned, the event failed.
  bool malformed() const { return malformed_; }
  bool was_read(const std::string& path, const std::string& key) const {
    return read_.count({path, key}) > 0;
  }

 private:
  static MockCall& self(const amfs_sink* sink) { return *static_cast<MockCall*>(sink->ctx); }
  static std::string text(amfs_str in) { return std::string(amfs::detail::from_abi(in)); }

  // No exception may leave a callback: its caller may be built by another compiler.
  template <class F>
  static amfs_status guarded(F&& body) noexcept {
    try {
      return body();
    } catch (...) {
      return AMFS_INTERNAL;
    }
  }

  static amfs_status emit(const amfs_sink* sink, const amfs_result* result) {
    MockCall& call = self(sink);
    if (!call.takes_results_) return AMFS_UNSUPPORTED;
    return guarded([&] { return call.take(result); });
  }

  amfs_status take(const amfs_result* in) {
    const bool well_formed =
        in != nullptr && AMFS_HAS(amfs_result, in, ttl_at_unix_ns) &&
        (in->operation == AMFS_OP_WRITE || in->operation == AMFS_OP_RECORD_CONTEXT) &&
        (in->pattern_refs != nullptr || in->pattern_ref_count == 0);
    if (!well_formed) {
      malformed_ = true;
      return AMFS_INTERNAL;
    }
    if (!fits(*in)) {
      over_limit_ = true;
      return AMFS_LIMIT;
    }
    Emitted out;
    out.operation = in->operation;
    out.memory_type = in->memory_type;
    out.entity_path = text(in->entity_path);
    out.key = text(in->key);
    out.value_json = text(in->value_json);
    out.label = text(in->label);
    out.summary = printable(amfs::detail::from_abi(in->summary));
    out.source = text(in->source);
    if ((in->flags & AMFS_RESULT_HAS_CONFIDENCE) != 0) out.confidence = in->confidence;
    out.occurred_unix_ns = in->occurred_unix_ns;
    out.ttl_at_unix_ns = in->ttl_at_unix_ns;
    take_refs(*in, out);
    if (const auto fault = text_fault(out)) refuse(*fault);
    results_.push_back(std::move(out));
    return AMFS_OK;
  }

  // Counts the result against the event's budget. Lengths are the connector's word: no sum wraps.
  bool fits(const amfs_result& result) {
    if (results_.size() >= kResultsMax) return false;
    std::size_t left = kResultBytesMax - result_bytes_;
    const auto spend = [&left](std::uint64_t bytes) {
      if (bytes > left) return false;
      left -= static_cast<std::size_t>(bytes);
      return true;
    };
    for (const amfs_str* part : {&result.entity_path, &result.key, &result.value_json,
                                 &result.label, &result.summary, &result.source}) {
      if (!spend(part->len)) return false;
    }
    for (std::size_t i = 0; i < std::min<std::size_t>(result.pattern_ref_count, kRefsMax); ++i) {
      if (!spend(result.pattern_refs[i].len)) return false;
    }
    result_bytes_ = kResultBytesMax - left;
    return true;
  }

  void take_refs(const amfs_result& result, Emitted& out) {
    if (result.pattern_ref_count > kRefsMax) return refuse("more than 32 pattern refs");
    for (std::uint32_t i = 0; i < result.pattern_ref_count; ++i) {
      std::string ref = text(result.pattern_refs[i]);
      if (ref.empty() || ref.size() > kRefBytesMax || !is_utf8(ref)) {
        return refuse("a pattern ref is empty, longer than 256 bytes or not UTF-8");
      }
      out.pattern_refs.push_back(std::move(ref));
    }
  }

  void refuse(const std::string& why) {
    if (refused_.empty()) refused_ = "refused result: " + why;
  }

  static void fail(const amfs_sink* sink, const amfs_error* error) {
    MockCall& call = self(sink);
    if (error == nullptr || !AMFS_HAS(amfs_error, error, retry_after_ms) || call.failed_) return;
    call.failed_ = true;
    call.retry_after_ms_ =
        std::min(std::max<std::int64_t>(error->retry_after_ms, 0), kRetryAfterMaxMs);
    guarded([&] {
      std::string reason = printable(amfs::detail::from_abi(error->message));
      if (error->field.len > 0)
        reason += " (" + printable(amfs::detail::from_abi(error->field)) + ")";
      if (error->hint.len > 0) reason += "; " + printable(amfs::detail::from_abi(error->hint));
      call.reason_ = printable(reason);
      return AMFS_OK;
    });
  }

  static std::uint32_t cancelled(const amfs_sink* sink) { return self(sink).is_cancelled_ ? 1 : 0; }

  static const void* get_extension(const amfs_sink* sink, amfs_str id) {
    MockCall& call = self(sink);
    const bool given = call.memory_ != nullptr && amfs::detail::from_abi(id) == AMFS_EXT_MEMORY;
    return given ? &call.memory_abi_ : nullptr;
  }

  bool may_read() { return memory_calls_++ < kMemoryCallsMax && memory_bytes_ < kMemoryBytesMax; }

  static amfs_status get(const amfs_sink* sink, amfs_str path, amfs_str key, amfs_record_fn receive,
                         void* user) {
    MockCall& call = self(sink);
    if (!call.may_read()) return AMFS_LIMIT;
    return guarded([&] {
      call.read_.insert({text(path), text(key)});
      return call.hand_over(call.memory_->find(text(path), text(key)), receive, user);
    });
  }

  static amfs_status find_ref(const amfs_sink* sink, amfs_str ref, amfs_record_fn receive,
                              void* user) {
    MockCall& call = self(sink);
    if (!call.may_read()) return AMFS_LIMIT;
    return guarded([&] {
      const StoredEntry* entry = call.memory_->find_ref(text(ref));
      if (entry != nullptr) call.read_.insert({entry->entity_path, entry->key});
      return call.hand_over(entry, receive, user);
    });
  }

  static amfs_status list(const amfs_sink* sink, amfs_str path, std::uint32_t limit,
                          amfs_record_fn receive, void* user) {
    MockCall& call = self(sink);
    if (!call.may_read()) return AMFS_LIMIT;
    return guarded([&]() -> amfs_status {
      const std::size_t most = limit == 0 ? kListMax : std::min<std::size_t>(limit, kListMax);
      for (const StoredEntry* entry : call.memory_->list(text(path), most)) {
        const amfs_status status = call.hand_over(entry, receive, user);
        if (status != AMFS_OK || !call.wants_more_) return status;
      }
      return AMFS_OK;
    });
  }

  // Everything handed over dies when `receive` returns. `entry` null: a miss.
  amfs_status hand_over(const StoredEntry* entry, amfs_record_fn receive, void* user) {
    if (entry == nullptr) return AMFS_OK;
    const std::string value = entry->raw ? entry->value.dump() : entry->json;
    memory_bytes_ += value.size() + entry->entity_path.size() + entry->key.size();
    for (const std::string& ref : entry->pattern_refs) memory_bytes_ += ref.size();
    if (memory_bytes_ > kMemoryBytesMax) return AMFS_LIMIT;
    std::vector<amfs_str> refs;
    for (const std::string& ref : entry->pattern_refs) refs.push_back(amfs::detail::to_abi(ref));
    amfs_record record{};
    record.struct_size = sizeof record;
    record.entity_path = amfs::detail::to_abi(entry->entity_path);
    record.key = amfs::detail::to_abi(entry->key);
    record.value_json = amfs::detail::to_abi(value);
    record.agent_id = amfs::detail::to_abi(entry->agent_id);
    record.pattern_refs = refs.data();
    record.pattern_ref_count = static_cast<std::uint32_t>(refs.size());
    record.memory_type = static_cast<std::uint32_t>(entry->memory_type);
    record.confidence = entry->confidence;
    record.version = entry->version;
    record.occurred_unix_ns = to_unix_ns(entry->occurred_at);
    record.written_unix_ns = to_unix_ns(entry->written_at);
    record.ttl_at_unix_ns = entry->ttl_at ? to_unix_ns(*entry->ttl_at) : 0;
    wants_more_ = receive(user, &record) == 0;
    return AMFS_OK;
  }

  amfs_sink sink_{};
  amfs_memory memory_abi_{};
  const MockMemory* memory_;
  bool takes_results_;
  bool is_cancelled_;
  std::vector<Emitted> results_;
  std::size_t result_bytes_ = 0;
  std::string refused_;
  std::string reason_;
  std::int64_t retry_after_ms_ = 0;
  bool over_limit_ = false;
  bool malformed_ = false;
  bool failed_ = false;
  bool wants_more_ = true;
  std::size_t memory_calls_ = 0;
  std::size_t memory_bytes_ = 0;
  std::set<std::pair<std::string, std::string>> read_;
};

}  // namespace internal
}  // namespace testing
}  // namespace v1
}  // namespace amfs
