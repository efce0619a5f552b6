// What must hold between senders and a host after whatever happened, once every event is settled.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/crash/host_reader.hpp"
#include "tests/senders/simulation.hpp"

namespace senders {

// Every event that a sender counts as delivered is in the host once, done, and its entry was
// written once; what was refused is not there; nothing else is. `all` deliver to this connector,
// and every event of theirs is a thing of its own. The number of versions in memory that belong to
// it.
std::int64_t check_connector(crash::HostReader& reader, const std::string& connector,
                             const std::vector<const Sender*>& all);

}  // namespace senders
