// What a library does with a struct that is too short to be of any release.
#pragma once

#include "amfs/abi/connector.h"

namespace abi {

// True when the call came back with an error and a reason. Each struct ends, at the size it claims,
// at memory that cannot be read.
bool refuses_short_host(const amfs_class* entry);
bool refuses_short_args(const amfs_class* entry);
bool refuses_short_event(const amfs_class* entry);
bool refuses_short_sigcheck(const amfs_class* entry);

}  // namespace abi
