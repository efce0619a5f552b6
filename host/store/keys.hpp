// API keys, audit, refusal counters.
#pragma once

#include "host/store/records.hpp"

namespace host::store {

// Part of a Reader: its thread rule.
class KeyReader {
 public:
  virtual ~KeyReader() = default;
};

// Part of a Store: callbacks run once, on the writer's thread, when the change is on disk.
class KeyWrites {
 public:
  virtual ~KeyWrites() = default;
};

}  // namespace host::store
