// What the tests of connectors have in common: sending fixtures, and payloads and stored values
// that are wrong in one place.
#pragma once

#include <string>
#include <vector>

#include "tests/plugins/rig.hpp"

namespace harness {

// Transforms every version of the event that differs in one place, on top of what memory holds;
// fails the test case at the first that breaks a rule. Results are not kept. The number of
// versions.
std::size_t check_wrong_payloads(Rig& rig, const EventFile& event, std::size_t depth,
                                 const std::vector<amfs::Value>& with);

// The same for what is stored: each entry that `story` has made is changed in one place, as an
// agent might have written it, and every one of `events` comes on top of it.
std::size_t check_wrong_memory(Rig& rig, const std::vector<EventFile>& events, std::size_t depth,
                               const std::vector<amfs::Value>& with);

// Every payload cut off anywhere is refused, not half understood.
void check_cut_payloads(Rig& rig, const EventFile& event);

// Sends a connector one of its own fixtures, <name>.json, without headers.
Outcome send(Rig& rig, const std::string& name);

// The one result of an event about a thing: a fact at this place, 0.9 sure.
const Emitted& check_only_fact(const Outcome& outcome, const std::string& path,
                               const std::string& key);

// The payload with its value at the pointer replaced.
amfs::Value changed(const EventFile& event, const std::vector<std::string>& path,
                    amfs::Value value);

}  // namespace harness
