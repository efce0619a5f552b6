// Where systems deliver to, per tenant.
#pragma once

#include "host/store/records.hpp"

namespace host::store {

// Part of a Reader: its thread rule.
class EndpointReader {
 public:
  virtual ~EndpointReader() = default;
};

// Part of a Store: callbacks run once, on the writer's thread, when the change is on disk.
class EndpointWrites {
 public:
  virtual ~EndpointWrites() = default;
};

}  // namespace host::store
