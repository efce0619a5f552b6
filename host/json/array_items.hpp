// The items of a JSON array, each exactly as written.
#pragma once

#include <string_view>
#include <vector>

namespace host::json {

// `array` is one valid JSON array (scan() said so; white space around it is fine). Views into it,
// without white space around the items. Stops after `count_max` + 1 items: more are too many.
std::vector<std::string_view> array_items(std::string_view array, std::size_t count_max);

}  // namespace host::json
