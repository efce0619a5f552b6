// The process as Linux sees it, under the names that all Prometheus clients use.
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "host/base/version.hpp"
#include "host/metrics/exporter.hpp"

namespace host::metrics {
namespace {

struct ProcessFacts {
  double cpu_seconds = 0, start_seconds = 0;
  std::uint64_t resident_bytes = 0, virtual_bytes = 0, threads = 0;
};

// Seconds since 1970 at which the machine started.
std::uint64_t boot_time() {
  std::ifstream file("/proc/stat");
  for (std::string word; file >> word;) {
    std::uint64_t seconds = 0;
    if (word == "btime" && file >> seconds) return seconds;
  }
  return 0;
}

// proc(5): the fields of /proc/self/stat behind the program's name, from the third on.
ProcessFacts read_facts() {
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  const std::size_t name_end = line.rfind(')');
  std::istringstream rest(name_end == std::string::npos ? "" : line.substr(name_end + 1));
  std::string state;
  rest >> state;
  std::array<std::int64_t, 21> field{};  // the 4th to the 24th
  for (std::int64_t& value : field) rest >> value;
  const auto at = [&field](std::size_t number) { return field[number - 4]; };
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  ProcessFacts facts;
  facts.cpu_seconds = static_cast<double>(at(14) + at(15)) / ticks;
  facts.threads = static_cast<std::uint64_t>(at(20));
  facts.start_seconds = static_cast<double>(boot_time()) + static_cast<double>(at(22)) / ticks;
  facts.virtual_bytes = static_cast<std::uint64_t>(at(23));
  facts.resident_bytes =
      static_cast<std::uint64_t>(at(24)) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return facts;
}

std::uint64_t open_descriptors() {
  std::error_code failed;
  std::filesystem::directory_iterator entry("/proc/self/fd", failed), end;
  std::uint64_t count = 0;
  for (; !failed && entry != end; entry.increment(failed)) ++count;
  return count > 0 ? count - 1 : 0;  // one is that of this look
}

}  // namespace

void add_process_metrics(Families& families) {
  const ProcessFacts facts = read_facts();
  families.counter("process_cpu_seconds_total", "Processor time, user and system.")
      .add(facts.cpu_seconds);
  families.gauge("process_resident_memory_bytes", "Memory in use.").add(facts.resident_bytes);
  families.gauge("process_virtual_memory_bytes", "Address space in use.").add(facts.virtual_bytes);
  families.gauge("process_open_fds", "File descriptors open.").add(open_descriptors());
  families.gauge("process_max_fds", "File descriptors allowed.");
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) families.add(limit.rlim_cur);
  families.gauge("process_threads", "Threads.").add(facts.threads);
  families.gauge("process_start_time_seconds", "Start, in seconds since 1970.")
      .add(facts.start_seconds);
  families.gauge("amfs_build_info", "1; the label says which amfs runs.")
      .add(1, {{"version", kVersion}});
}

}  // namespace host::metrics
