// Calls transform: the event as the connector sees it.
#pragma once

#include "host/connector/runtime.hpp"
#include "host/dispatch/ready_event.hpp"
#include "host/dispatch/target.hpp"

namespace host::dispatch {

inline constexpr std::int64_t kTransformBudgetNs = 2 * kNsPerSecond;  // the deadline it is told

connector::TransformOutcome run_connector(connector::ConnectorRuntime& runtime,
                                          const ReadyEvent& event, const Target& target,
                                          connector::MemoryReader& memory);

}  // namespace host::dispatch
