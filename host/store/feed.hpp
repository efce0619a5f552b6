// What was written, in the order it was: for the stream.
#pragma once

#include "host/store/records.hpp"

namespace host::store {

// Part of a Reader: its thread rule.
class FeedReader {
 public:
  virtual ~FeedReader() = default;
};

}  // namespace host::store
