// A class that stands between host and plugin: each call reaches the plugin with structs that were
// carried to other memory, and what the plugin says is carried on its way back to the host.
#pragma once

#include "amfs/abi/connector.h"
#include "tests/abi/carry.hpp"

namespace abi {

// The returned class is valid until the next call of relay(): one relay at a time, on one thread.
const amfs_class* relay(const amfs_class* real, Passage passage);

}  // namespace abi
