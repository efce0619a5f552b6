// From what transform said to what the store is asked to do: checks every result (contract 2.3),
// makes the raw entry where nothing usable came, decides between retry and dead letter.
#pragma once

#include <vector>

#include "host/connector/runtime.hpp"
#include "host/dispatch/ready_event.hpp"
#include "host/dispatch/target.hpp"
#include "host/store/records.hpp"

namespace host::dispatch {

// `reads` are what transform saw; results are bound to them.
store::Settlement judge(const ReadyEvent& event, const Target& target,
                        connector::TransformOutcome outcome,
                        std::vector<store::ReadExpectation> reads, UnixNs now);

}  // namespace host::dispatch
