// A digest in AMFS's shape, with what we add to its summary.
#pragma once

#include "host/digest/digest.hpp"
#include "host/json/writer.hpp"

namespace host::api {

void write_digest(json::JsonWriter& writer, const digest::Digest& digest, UnixNs now);

}  // namespace host::api
