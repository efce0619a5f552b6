// What one durable write costs in a folder: the figure every commit rate has to be read against.
#pragma once

#include <string>

#include "tests/bench/histogram.hpp"

namespace bench {

// Writes and fdatasyncs 4 KiB 200 times in a new file of `directory`, which it removes again.
// Throws std::system_error.
Histogram measure_fsync(const std::string& directory);

}  // namespace bench
