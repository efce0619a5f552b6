// How long agents wait for their memory: fills a store through the host's writer, starts the real
// host on it, and asks over HTTP, one question at a time.
//
// Usage: memory_figures [--entries N] [--entities N] [--requests N] [--dir DIR] [--load RATE]
// [--check] [--json]
//   --entries N    entries of the store (1000000)
//   --entities N   entity paths they are spread over (100000)
//   --requests N   of each kind (400)
//   --dir DIR      keep the store there and take it again; else a temporary one
//   --load RATE    meanwhile amfs_load delivers so many webhooks a second
//   --check        only that every answer is right: times are not judged
//   --json         a line of JSON for each kind of question instead of the table
// Exit code 0: all targets are met; 1: not; 2: usage.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/histogram.hpp"
#include "tests/bench/http_client.hpp"
#include "tests/bench/json_line.hpp"
#include "tests/bench/memory_requests.hpp"
#include "tests/bench/memory_store.hpp"
#include "tests/bench/monotonic.hpp"
#include "tests/bench/numbers.hpp"
#include "tests/support/host_process.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

constexpr std::uint64_t kCountMax = 1'000'000'000;

struct Options {
  std::uint64_t entries = 1'000'000;
  std::uint64_t entities = 100'000;
  std::uint64_t requests = 400;
  std::uint64_t load_rate = 0;
  std::string directory;
  bool check = false;
  bool json = false;
};

class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::uint64_t count_in(std::string_view option, std::string_view text) {
  try {
    return bench::number_in<std::uint64_t>(option, text, 1, kCountMax);
  } catch (const std::runtime_error& error) {
    throw UsageError(error.what());
  }
}

Options parse(int count, char** texts) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string name = texts[i];
    if (name == "--check" || name == "--json") {
      (name == "--check" ? options.check : options.json) = true;
      continue;
    }
    if (i + 1 == count) throw UsageError(name + " is unknown or lacks its value");
    const char* value = texts[++i];
    if (name == "--entries") {
      options.entries = count_in(name, value);
    } else if (name == "--entities") {
      options.entities = count_in(name, value);
    } else if (name == "--requests") {
      options.requests = count_in(name, value);
    } else if (name == "--load") {
      options.load_rate = count_in(name, value);
    } else if (name == "--dir") {
      options.directory = value;
    } else {
      throw UsageError("unknown option " + name);
    }
  }
  return options;
}

// Asks `requests` times, a tenth more before that for nothing; throws when an answer is wrong.
bench::Histogram measure(bench::HttpClient& client, const bench::MemoryQuestion& question,
                         std::uint64_t requests) {
  bench::Histogram times;
  const std::uint64_t warm_up = requests / 10;
  for (std::uint64_t i = 0; i < warm_up + requests; ++i) {
    const std::int64_t begin = bench::now_ns();
    bench::ask(client, question, i);
    const std::int64_t end = bench::now_ns();
    if (i >= warm_up) times.record(end - begin);
  }
  return times;
}

void print_head(const Options& options) {
  std::printf("%llu entries, %llu requests of each kind, %llu webhooks/s; milliseconds\n",
              static_cast<unsigned long long>(options.entries),
              static_cast<unsigned long long>(options.requests),
              static_cast<unsigned long long>(options.load_rate));
  std::printf("  %-32s %9s %9s %9s %9s\n", "", "p50", "p99", "max", "p99 <=");
}

void print_row(const bench::MemoryQuestion& question, const bench::Histogram& times, bool met) {
  const auto ms = [](std::int64_t ns) { return static_cast<double>(ns) / 1e6; };
  std::printf("  %-32s %9.2f %9.2f %9.2f %9.0f  %s\n", question.name.c_str(),
              ms(times.quantile(0.5)), ms(times.quantile(0.99)), ms(times.max()),
              question.target_ms, met ? "ok" : "MISSED");
}

void print_json(const bench::MemoryQuestion& question, const bench::Histogram& times) {
  std::string json = "{\"question\":\"" + question.name + "\"";
  bench::add_number(json, "target_ms", question.target_ms);
  bench::add_latency(json, "", times);
  std::printf("%s}\n", json.c_str());
}

// True: the targets are met.
bool measure_all(bench::HttpClient& client, const Options& options,
                 const bench::MemoryCorpus& corpus) {
  if (!options.json) print_head(options);
  bool all_met = true;
  for (const bench::MemoryQuestion& question : bench::memory_questions(corpus, bench::kWholePage)) {
    const bench::Histogram times = measure(client, question, options.requests);
    const double p99_ms = static_cast<double>(times.quantile(0.99)) / 1e6;
    const bool met = question.target_ms <= 0 || p99_ms <= question.target_ms;
    all_met = all_met && met;
    if (options.json) {
      print_json(question, times);
    } else {
      print_row(question, times, met);
    }
    std::fflush(stdout);
  }
  return all_met;
}

constexpr const char* kSecret = "memory-figures-secret";
constexpr const char* kSecretName = "AMFS_CONNECTOR_GITHUB_SECRET";

// Ends with its object.
std::optional<test::ChildProcess> start_load(const Options& options, const std::string& url) {
  if (options.load_rate == 0) return std::nullopt;
  const auto program = std::filesystem::path(test::amfs_binary()).parent_path() / "amfs_load";
  const std::vector<std::string> arguments{
      "--url", url, "--rate", std::to_string(options.load_rate), "--duration", "3600"};
  return std::optional<test::ChildProcess>(std::in_place, program.string(), arguments,
                                           test::Environment{{kSecretName, kSecret}});
}

int run(const Options& options) {
  const test::TempDir temporary;
  const std::string directory = options.directory.empty() ? temporary / "data" : options.directory;
  std::filesystem::create_directories(directory);
  const bench::MemoryCorpus corpus(options.entries, options.entities);
  bench::fill_store(directory, corpus);

  test::HostOptions host_options;
  host_options.data_dir = directory;
  host_options.plugins_dir = test::built_connectors_dir();
  host_options.environment[kSecretName] = kSecret;
  test::HostProcess host(host_options);
  bench::HttpClient client(bench::parse_target(host.url()));
  auto load = start_load(options, host.url());

  const bool all_met = measure_all(client, options, corpus);
  if (load && !load->is_running())
    throw std::runtime_error("the load ended: " + load->stderr_text());
  load.reset();
  if (host.stop() != 0) throw std::runtime_error("the host did not end well");
  return all_met || options.check ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(parse(argc, argv));
  } catch (const UsageError& error) {
    std::fprintf(stderr,
                 "memory_figures: %s\nusage: memory_figures [--entries N] [--entities N] "
                 "[--requests N] [--dir DIR] [--load RATE] [--check] [--json]\n",
                 error.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "memory_figures: %s\n", error.what());
    return 1;
  }
}
