// Session: one instance of the connector's class, called through the ABI like the host does, but
// suspiciously: every rule the library breaks on the way is noted in CallFacts.
//
// As a ConnectorRuntime it takes events from dispatch::run_connector(), so that the library sees
// exactly what a host would show it. One thread.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/connector/call_sink.hpp"
#include "host/connector/plugin_host.hpp"
#include "host/connector/runtime.hpp"
#include "host/validator/inputs.hpp"
#include "host/validator/subject.hpp"

namespace host::validator {

// The virtual clock's start: 2001-09-09T01:46:40Z, far from any real now.
inline constexpr UnixNs kVirtualNow = 1'000'000'000 * kNsPerSecond;

// How the sink of the next call behaves.
struct CallRules {
  bool cancelled = false;
  std::int64_t budget_ns = 0;  // until the deadline; 0 = the host's own
  std::size_t emits_max = std::numeric_limits<std::size_t>::max();  // then AMFS_LIMIT
};

inline constexpr std::size_t kFaultsMax = 16;  // noted of one call

struct CallFacts {
  amfs_status status = AMFS_INTERNAL;
  std::vector<std::string> faults;  // rules of the ABI that were broken
  std::string reason;               // what fail said
  std::size_t emits = 0;            // taken
  std::size_t emits_refused = 0;
  bool asked_for_memory = false;
  std::int64_t elapsed_ns = 0;
};

class Session final : public connector::ConnectorRuntime {
 public:
  explicit Session(const Subject& subject, InputRules rules = {});
  ~Session() override { destroy(); }

  void set_entity_path(std::string path) { entity_path_ = std::move(path); }
  void set_call_rules(CallRules rules) { call_rules_ = rules; }
  ManualClock& clock() { return clock_; }

  // With the manifest's config, or another. The facts of a call are in facts().
  bool create() { return create(subject_.manifest->config_json); }
  bool create(const std::string& config_json);
  void destroy();
  amfs_instance* instance() const { return instance_; }
  const CallFacts& facts() const { return facts_; }

  connector::TransformOutcome transform(const connector::EventView& event,
                                        connector::MemoryReader* memory) override;
  connector::SigcheckOutcome validate_signature(const connector::SigcheckView& check,
                                                const connector::HmacService& hmac) override;

 private:
  struct Call;
  static amfs_status emit(const amfs_sink* sink, const amfs_result* result);
  static void fail(const amfs_sink* sink, const amfs_error* error);
  static std::uint32_t cancelled(const amfs_sink* sink);
  static const void* get_extension(const amfs_sink* sink, amfs_str id);
  template <class F>
  void run(Call& call, F&& function);
  amfs_event to_abi_event(Inputs& inputs, const connector::EventView& event) const;

  const Subject& subject_;
  const InputRules rules_;
  CallRules call_rules_;
  ManualClock clock_{kVirtualNow};
  connector::PluginHost host_;
  Inputs host_inputs_;
  const amfs_host* host_abi_;
  std::string entity_path_;
  amfs_instance* instance_ = nullptr;
  CallFacts facts_;
};

}  // namespace host::validator
