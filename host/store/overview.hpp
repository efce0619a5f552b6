// Entities, agents, their timelines, statistics and digests.
#pragma once

#include "host/store/records.hpp"

namespace host::store {

// Part of a Reader: its thread rule.
class OverviewReader {
 public:
  virtual ~OverviewReader() = default;
};

}  // namespace host::store
