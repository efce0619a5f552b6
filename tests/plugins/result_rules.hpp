// What every result of a connector has to look like (contract 2.3), whatever the payload was.
#pragma once

#include <string>
#include <string_view>

#include "tests/plugins/abi_harness.hpp"

namespace harness {

enum class Where { below, at_or_below };

// "" when the result keeps the rules and lies where it may: below `root`, or there itself; else
// what is wrong with it.
std::string broken_rule(const Emitted& result, std::string_view root, Where where = Where::below);

// The same for all results and the violations of a call.
std::string broken_rule(const Outcome& outcome, std::string_view root, Where where = Where::below);

}  // namespace harness
