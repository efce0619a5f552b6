// When checkpoints happen (checkpoint.hpp). In pages of the write-ahead log, 4 KiB each.
#pragma once

namespace host::store::sqlite {

struct CheckpointLimits {
  // Pages that came since the last checkpoint: about 1 ms per 1000 of them. While nobody waits
  // checkpoints are small and often; under full load larger, for fewer pages in all.
  int quiet_pages = 500;
  int pages = 8000;
  // The whole log: then it begins anew. As journal_size_limit (database.cpp), so that the file
  // keeps its size and no fsync has to lengthen it.
  int log_pages = 16384;  // 64 MiB
  // Readers held it back too long, or the disk is too slow: then the writer waits for them.
  int log_pages_max = 32768;  // 128 MiB
};

}  // namespace host::store::sqlite
