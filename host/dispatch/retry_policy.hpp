// When a failed event is tried again (manifest `retry`).
#pragma once

#include <cstdint>
#include <optional>

#include "host/config/manifest.hpp"

namespace host::dispatch {

// Nanoseconds to wait after `attempts` failed attempts: doubling, with up to a tenth of jitter so
// that events which failed together do not come back together. nullopt: no attempt is left, the
// event is dead. `asked_ns` > 0: the connector asked for at least this.
std::optional<std::int64_t> retry_delay(const config::RetrySpec& retry, std::int32_t attempts,
                                        std::int64_t asked_ns, std::uint32_t jitter);

// No event waits longer.
std::int64_t longest_delay(const config::RetrySpec& retry);

}  // namespace host::dispatch
