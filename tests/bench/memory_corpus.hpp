// Entries as a busy GitHub organisation leaves them, made up: titles and texts of words that follow
// Zipf's law, so that searches can be chosen by how many entries they match. The same number gives
// the same entry on every machine.
#pragma once

#include <cstdint>
#include <string>

#include "host/store/records.hpp"

namespace bench {

// The word of this rank: word_of(0) stands in nearly every entry, word_of(400) in about 1 %.
std::string word_of(std::uint64_t rank);

struct MemoryPlace {
  std::string entity_path;
  std::string key;
};

class MemoryCorpus {
 public:
  MemoryCorpus(std::uint64_t entries, std::uint64_t entities)
      : entries_(entries), entities_(entities) {}

  std::uint64_t entries() const { return entries_; }
  // Of entry `number`; no two share one.
  MemoryPlace place(std::uint64_t number) const;
  host::store::MemoryWrite write(std::uint64_t number, host::UnixNs now) const;

 private:
  const std::uint64_t entries_;
  const std::uint64_t entities_;
};

inline constexpr const char* kBigRepository = "repos/acme/monolith";  // an eighth of all entries
std::string agent_of(std::uint64_t batch);

}  // namespace bench
