// IngestStats: what became of the verified deliveries to one connector, over all its endpoints.
// Refusals before that are counted by access::Refusals.
//
// Thread rule: any thread.
#pragma once

#include <atomic>
#include <cstdint>

#include "host/store/records.hpp"

namespace host::ingest {

struct IngestStats {
  using Count = std::atomic<std::uint64_t>;

  Count accepted{0};     // readable ones
  Count unparseable{0};  // accepted, and dead at once
  Count duplicates{0};
  Count revived{0};    // duplicates of a dead event, which runs again
  Count refused{0};    // by the store: overloaded, full or stopping
  Count greetings{0};  // handshakes answered

  void count(store::AppendStatus status, bool readable) {
    Count& one = status == store::AppendStatus::refused     ? refused
                 : status == store::AppendStatus::duplicate ? duplicates
                 : status == store::AppendStatus::revived   ? revived
                 : readable                                 ? accepted
                                                            : unparseable;
    one.fetch_add(1, std::memory_order_relaxed);
  }
};

}  // namespace host::ingest
