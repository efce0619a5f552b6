// Transform of one payload by each built-in connector, through the C ABI, parsing included: the
// payload of median size among those that become entries, and the largest.
//
// Real payloads with AMFS_FIXTURES_DIR, else (and loudly) the connectors' own small ones.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "tests/plugins/golden.hpp"
#include "tests/plugins/rig.hpp"

namespace {

using harness::EventFile;
using harness::Rig;

std::vector<EventFile> events_of(const std::string& connector) {
  if (auto real = harness::real_events(connector)) return std::move(*real);
  return harness::own_events(connector);
}

// Those that become entries, the smallest first.
std::vector<EventFile> handled_events(const std::string& connector) {
  std::vector<EventFile> handled;
  for (EventFile& event : events_of(connector)) {
    Rig rig(connector);
    if (!rig.send(harness::sent_of(connector, event)).results.empty()) {
      handled.push_back(std::move(event));
    }
  }
  std::sort(handled.begin(), handled.end(), [](const EventFile& a, const EventFile& b) {
    return a.payload.size() < b.payload.size();
  });
  return handled;
}

void transform(benchmark::State& state, const std::string& connector, const EventFile& event) {
  Rig rig(connector);
  const harness::Sent sent = harness::sent_of(connector, event);
  const harness::Identity identity = rig.identify(sent);
  for (auto _ : state) {
    const harness::Outcome outcome = rig.transform(sent, identity);
    if (outcome.results.empty()) {
      state.SkipWithError("the event became nothing");
      break;
    }
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(event.payload.size()));
  state.SetLabel(event.name + ", " + std::to_string(event.payload.size()) + " bytes");
}

void add(const std::string& connector, const char* which, const EventFile& event) {
  benchmark::RegisterBenchmark((connector + "/" + which).c_str(), [connector,
                                                                   event](benchmark::State& state) {
    transform(state, connector, event);
  })->Unit(benchmark::kMicrosecond);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  for (const std::string& connector : harness::connectors_with_fixtures()) {
    const auto events = handled_events(connector);
    if (events.empty()) {
      std::cerr << "no event of " << connector << " becomes an entry\n";
      return 1;
    }
    add(connector, "median", events[events.size() / 2]);
    add(connector, "largest", events.back());
  }
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
