// When checkpoints happen (checkpoint.hpp). In pages of the write-ahead log, 4 KiB each.
#pragma once

namespace host::store::sqlite {

struct CheckpointLimits {
  // Pages that came since the last checkpoint: nobody is acked while they are copied, 2 to 3 ms per
  // 1000 of them. While nobody waits checkpoints are small and often; under full load larger, for
  // fewer pages in all.
  int quiet_pages = 500;
  int pages = 8000;
  // The whole log: soon after that it begins anew. About journal_size_limit (database.cpp), to
  // which SQLite then cuts the file: little of it has to be lengthened again.
  int log_pages = 16384;  // 64 MiB
  // Readers held it back too long, or the disk is too slow: then the writer waits for them.
  int log_pages_max = 32768;  // 128 MiB
};

}  // namespace host::store::sqlite
