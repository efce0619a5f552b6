#include "tests/bench/fsync_probe.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "tests/bench/monotonic.hpp"
#include "tests/support/unique_fd.hpp"

namespace bench {

Histogram measure_fsync(const std::string& directory) {
  constexpr int kRounds = 200;
  std::string path = directory + "/fsync-XXXXXX";
  const test::UniqueFd file(mkstemp(path.data()));
  if (file.get() < 0) throw std::system_error(errno, std::generic_category(), path);
  unlink(path.c_str());
  const std::array<char, 4096> page{};
  Histogram latency;
  for (int i = 0; i < kRounds; ++i) {
    const std::int64_t begin = now_ns();
    if (write(file.get(), page.data(), page.size()) != static_cast<ssize_t>(page.size()) ||
        fdatasync(file.get()) != 0) {
      throw std::system_error(errno, std::generic_category(), "write in " + directory);
    }
    latency.record(now_ns() - begin);
  }
  return latency;
}

}  // namespace bench
