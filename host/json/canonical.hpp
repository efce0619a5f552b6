// The canonical text of a JSON value, byte for byte what AMFS hashes: Python's
// json.dumps(value, sort_keys=True, separators=(",", ":")) — names sorted by code point, the last
// of a repeated name, ASCII only, integers as written, other numbers as Python's repr of a float.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace host::json {

// nullopt when `text` is not JSON, or nested deeper than kMaxDepth.
std::optional<std::string> canonical(std::string_view text);

// repr(float(number)); `number` is a JSON number with a fraction or an exponent. Beyond the range
// of of a double: Infinity, as Python writes it.
std::string python_float(std::string_view number);

}  // namespace host::json
