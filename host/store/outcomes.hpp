// What came of acting on memories, and whether the memory is intact.
#pragma once

#include "host/store/records.hpp"

namespace host::store {

// Part of a Reader: its thread rule.
class OutcomeReader {
 public:
  virtual ~OutcomeReader() = default;
};

// Part of a Store: callbacks run once, on the writer's thread, when the change is on disk.
class OutcomeWrites {
 public:
  virtual ~OutcomeWrites() = default;
};

}  // namespace host::store
