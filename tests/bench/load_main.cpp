// amfs_load: the load generator of script/bench, a process of its own. See load_options.cpp for its
// use.
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <future>
#include <string>

#include "tests/bench/corpus.hpp"
#include "tests/bench/fsync_probe.hpp"
#include "tests/bench/json_line.hpp"
#include "tests/bench/load_options.hpp"
#include "tests/bench/monotonic.hpp"
#include "tests/bench/search_probe.hpp"
#include "tests/bench/settle_watch.hpp"

namespace {

using namespace bench;

constexpr std::int64_t kSettleTimeoutNs = 300 * kNsPerSecond;
// Probe events count from here, far from those of the load.
constexpr std::uint64_t kProbeIdOffset = std::uint64_t{1} << 39;

std::uint64_t id_from_clock() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count();
  return static_cast<std::uint64_t>(us) & (kProbeIdOffset - 1);
}

void add_load(std::string& json, const LoadReport& report, double cpu_us) {
  const double seconds = static_cast<double>(report.end_ns - report.begin_ns) / 1e9;
  const double answered = static_cast<double>(report.latency.count());
  add_number(json, "sent", static_cast<double>(report.sent));
  add_number(json, "succeeded", static_cast<double>(report.succeeded()));
  add_number(json, "errors", static_cast<double>(report.errors));
  add_number(json, "unfinished", static_cast<double>(report.unfinished));
  add_number(json, "reconnects", static_cast<double>(report.reconnects));
  add_number(json, "seconds", seconds, 3);
  add_number(json, "rate", seconds > 0 ? answered / seconds : 0);
  add_number(json, "client_cpu_us_per_request", answered > 0 ? cpu_us / answered : 0, 1);
  add_latency(json, "latency_", report.latency);
  json += ",\"status\":{";
  for (const auto& [status, times] : report.by_status) {
    add_number(json, std::to_string(status), static_cast<double>(times));
  }
  json += "}";
}

// Everything that was acknowledged has to be done, not dead and not taken for a duplicate.
bool add_settled(std::string& json, const Target& target, const EventCounts& before,
                 const LoadReport& report) {
  const EventCounts after =
      wait_until_settled(target, before.received + report.succeeded(), kSettleTimeoutNs);
  const double seconds = static_cast<double>(now_ns() - report.begin_ns) / 1e9;
  add_number(json, "settled_seconds", seconds, 3);
  add_number(json, "settled_rate", static_cast<double>(after.done - before.done) / seconds);
  add_number(json, "settled_done", static_cast<double>(after.done - before.done));
  add_number(json, "settled_dead", static_cast<double>(after.dead - before.dead));
  add_number(json, "settled_duplicates", static_cast<double>(after.duplicates - before.duplicates));
  return after.dead == before.dead && after.duplicates == before.duplicates;
}

int run(const LoadOptions& options) {
  std::string json = "{";
  if (!options.fsync_directory.empty()) {
    add_latency(json, "fsync_", measure_fsync(options.fsync_directory));
    std::printf("%s}\n", json.c_str());
    return 0;
  }
  const Target target = parse_target(options.url);
  const Corpus corpus =
      options.fixtures.empty() ? make_synthetic_corpus() : load_fixtures(options.fixtures);
  if (corpus.is_synthetic) {
    std::fprintf(stderr,
                 "amfs_load: SYNTHETIC bodies: no --fixtures, so this is not the real mix\n");
  }
  const std::uint64_t first_id = options.first_id != 0 ? options.first_id : id_from_clock();
  RequestFactory requests(corpus, target.authority, options.path, options.secret, first_id);

  const EventCounts before = options.until_done ? fetch_event_counts(target) : EventCounts{};
  std::atomic<bool> stop{false};
  std::future<ProbeReport> probe;
  if (options.probe) {
    probe = std::async(std::launch::async, [&] {
      return run_search_probe(target, options.path, options.secret, first_id + kProbeIdOffset,
                              stop);
    });
  }
  const double cpu_before = own_cpu_us();
  LoadReport report;
  try {
    report = run_load(options.plan, target, requests);
  } catch (...) {
    stop = true;  // the probe's future waits for its thread
    throw;
  }
  const double cpu_us = own_cpu_us() - cpu_before;
  stop = true;

  bool is_good = report.errors == 0 && report.unfinished == 0 && report.succeeded() == report.sent;
  add_number(json, "synthetic", corpus.is_synthetic ? 1 : 0);
  add_number(json, "bodies", static_cast<double>(corpus.bodies.size()));
  add_number(json, "mean_body_bytes", corpus.mean_bytes() + kTailBytes);
  add_load(json, report, cpu_us);
  if (options.probe) {
    const ProbeReport found = probe.get();
    add_latency(json, "probe_", found.delay);
    add_number(json, "probe_not_found", static_cast<double>(found.not_found));
    add_number(json, "probe_refused", static_cast<double>(found.refused));
    is_good = is_good && found.not_found == 0 && found.refused == 0 && found.delay.count() > 0;
  }
  if (options.until_done) is_good = add_settled(json, target, before, report) && is_good;
  std::printf("%s}\n", json.c_str());
  return is_good ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  LoadOptions options;
  try {
    options = parse_load_options(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "amfs_load: %s\n%s", error.what(), kLoadUsage);
    return 2;
  }
  try {
    return run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "amfs_load: %s\n", error.what());
    return 1;
  }
}
