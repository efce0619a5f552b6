// CallSink: the host's side of one call into a plugin: collects results and the failure, serves
// memory reads, enforces the limits of runtime.hpp. Lives on the stack of the call.
#pragma once

#include <string>
#include <vector>

#include "amfs/abi/connector.h"
#include "host/connector/runtime.hpp"

namespace host::connector {

class CallSink {
 public:
  // Of transform. `memory` null: reading is not permitted. `deadline_mono_ns` 0: none.
  CallSink(MemoryReader* memory, std::int64_t deadline_mono_ns);
  // Of create and validate_signature: results are refused, only fail counts.
  explicit CallSink(std::int64_t deadline_mono_ns = 0) : CallSink(nullptr, deadline_mono_ns) {
    takes_results_ = false;
  }
  CallSink(const CallSink&) = delete;
  CallSink& operator=(const CallSink&) = delete;

  const amfs_sink* abi() const { return &sink_; }

  // What the call came to, given the status it returned.
  TransformOutcome outcome(amfs_status status) &&;
  const std::string& reason() const { return reason_; }

 private:
  static CallSink& self(const amfs_sink* sink) { return *static_cast<CallSink*>(sink->ctx); }
  static amfs_status emit(const amfs_sink* sink, const amfs_result* result);
  static void fail(const amfs_sink* sink, const amfs_error* error);
  static std::uint32_t cancelled(const amfs_sink* sink);
  static const void* get_extension(const amfs_sink* sink, amfs_str id);
  static amfs_status get(const amfs_sink* sink, amfs_str path, amfs_str key, amfs_record_fn receive,
                         void* user);
  static amfs_status find_ref(const amfs_sink* sink, amfs_str ref, amfs_record_fn receive,
                              void* user);
  static amfs_status list(const amfs_sink* sink, amfs_str path, std::uint32_t limit,
                          amfs_record_fn receive, void* user);

  amfs_status take(const amfs_result& result);
  amfs_status malformed();
  void refuse(std::string why);
  bool fits(const amfs_result& result);
  void take_refs(const amfs_result& result, ConnectorResult& out);
  void check_texts(const ConnectorResult& result);
  bool may_read();
  amfs_status hand_over_one(const Result<std::optional<MemoryRecord>>& record,
                            amfs_record_fn receive, void* user);
  amfs_status hand_over(const MemoryRecord& record, amfs_record_fn receive, void* user, bool& more);

  amfs_sink sink_{};
  amfs_memory memory_abi_{};
  MemoryReader* memory_;
  std::int64_t deadline_mono_ns_;
  std::vector<ConnectorResult> results_;
  std::size_t result_bytes_ = 0;
  std::string refused_;  // why a result cannot be kept: the whole event goes raw
  bool takes_results_ = true;
  bool over_limit_ = false;
  bool malformed_ = false;  // the plugin broke the ABI: whatever it returns, the event failed
  bool failed_ = false;
  std::string reason_;
  std::int64_t retry_after_ms_ = 0;
  std::size_t memory_calls_ = 0;
  std::size_t memory_bytes_ = 0;
};

}  // namespace host::connector
