// What connectors and agents noted with record_context.
#pragma once

#include "host/store/records.hpp"

namespace host::store {

// Part of a Reader: its thread rule.
class ContextReader {
 public:
  virtual ~ContextReader() = default;
};

// Part of a Store: callbacks run once, on the writer's thread, when the change is on disk.
class ContextWrites {
 public:
  virtual ~ContextWrites() = default;
};

}  // namespace host::store
