#include "host/dispatch/run_connector.hpp"

#include "amfs/abi/connector.h"

namespace host::dispatch {
namespace {

// The inbox's flags as the ABI names them.
std::uint32_t abi_flags(std::uint32_t flags) {
  std::uint32_t out = 0;
  if ((flags & store::kFlagReplay) != 0) out |= AMFS_EVENT_REPLAY;
  if ((flags & store::kFlagTest) != 0) out |= AMFS_EVENT_TEST;
  if ((flags & store::kFlagForm) != 0) out |= AMFS_EVENT_FORM;
  if ((flags & store::kFlagIdSigned) != 0) out |= AMFS_EVENT_ID_SIGNED;
  if ((flags & store::kFlagIdReused) != 0) out |= AMFS_EVENT_ID_REUSED;
  return out;
}

}  // namespace

connector::TransformOutcome run_connector(connector::ConnectorRuntime& runtime,
                                          const ReadyEvent& event, const Target& target,
                                          connector::MemoryReader& memory) {
  connector::EventView view;
  view.flags = abi_flags(event.flags);
  view.event_id = event.id;
  view.delivery_id = event.delivery_id;
  view.event_type = event.event_type;
  view.connector = target.connector;
  view.endpoint = event.where().shown_id;
  view.method = "POST";
  view.query = event.query;
  view.content_type = event.content_type;
  view.body = event.body;
  view.payload = event.payload();
  for (const auto& [name, value] : event.headers) view.headers.push_back({name, value});
  view.attempt = static_cast<std::uint32_t>(event.attempts + 1);
  view.received_unix_ns = event.received_at;
  view.occurred_unix_ns = event.occurred_at;
  view.deadline_mono_ns = monotonic_ns() + kTransformBudgetNs;
  const bool may_read = target.manifest->permissions.memory_read;
  return runtime.transform(view, may_read ? &memory : nullptr);
}

}  // namespace host::dispatch
