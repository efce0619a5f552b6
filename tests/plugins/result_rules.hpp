// What every result of a connector has to look like (contract 2.3), whatever the payload was.
#pragma once

#include <string>
#include <string_view>

#include "tests/plugins/abi_harness.hpp"

namespace harness {

// "" when the result keeps the rules and lies below `root`; else what is wrong with it.
std::string broken_rule(const Emitted& result, std::string_view root);

// The same for all results and the violations of a call.
std::string broken_rule(const Outcome& outcome, std::string_view root);

}  // namespace harness
