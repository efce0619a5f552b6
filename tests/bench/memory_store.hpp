// Fills a store with a MemoryCorpus through the host's own writer.
#pragma once

#include <string>

#include "tests/bench/memory_corpus.hpp"

namespace bench {

// Makes `directory` a data directory with these entries, unless it is one already. Prints progress
// to stderr. Throws std::runtime_error.
void fill_store(const std::string& directory, const MemoryCorpus& corpus);

}  // namespace bench
