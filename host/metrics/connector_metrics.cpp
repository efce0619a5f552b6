// What happens to deliveries and events, by connector. A connector that was removed loses its
// series; what still waits for it is counted as "(removed)".
#include <algorithm>
#include <set>

#include "host/base/clock.hpp"
#include "host/connector/connector.hpp"
#include "host/metrics/exporter.hpp"

namespace host::metrics {
namespace {

constexpr const char* kRemoved = "(removed)";
constexpr std::array<const char*, 5> kStates = {"ready", "unconfigured", "failed", "disabled",
                                                "quarantined"};
constexpr double kNsInSecond = 1e9;

using Infos = std::vector<api::ConnectorInfo>;
using Lanes = std::vector<std::pair<std::string, dispatch::Lane*>>;

Families::Labels of(const std::string& connector) { return {{"connector", connector}}; }

void add_states(const Infos& connectors, Families& families) {
  families.gauge("amfs_connectors", "Connectors by state.");
  for (const char* state : kStates) {
    families.add(std::count_if(connectors.begin(), connectors.end(),
                               [state](const auto& one) { return one.state == state; }),
                 {{"state", state}});
  }
  families.gauge("amfs_connectors_limit", "More are not loaded.").add(connector::kConnectorsMax);
  families.gauge("amfs_connector_ready", "1: its code runs. 0: its events wait.");
  for (const auto& one : connectors) families.add(one.state == "ready" ? 1 : 0, of(one.name));
  families.counter("amfs_connector_refused_changes_total",
                   "Changes on disk that were kept out because they are broken.");
  for (const auto& one : connectors) families.add(one.refused_changes, of(one.name));
}

void add_deliveries(const IngestCounts& counts, Families& families) {
  families.counter("amfs_webhooks_total", "Verified deliveries, by what became of them.");
  for (const auto& [connector, stats] : counts) {
    const auto add = [&, &name = connector](const char* result, const auto& count) {
      families.add(count, {{"connector", name}, {"result", result}});
    };
    add("accepted", stats->accepted);
    add("unparseable", stats->unparseable);
    add("duplicate", stats->duplicates);
    add("revived", stats->revived);
    add("refused", stats->refused);
    add("handshake", stats->greetings);
  }
}

// Tenants are summed up: they are no label.
void add_refusals(const access::Access& access, const std::set<std::string>& known,
                  Families& families) {
  std::map<std::pair<std::string, std::string>, std::uint64_t> counts;
  for (const access::RefusalCount& refusal : access.refusals().list()) {
    const bool is_known = refusal.connector.empty() || known.count(refusal.connector) != 0;
    counts[{is_known ? refusal.connector : kRemoved, refusal.code}] += refusal.count;
  }
  families.counter("amfs_refusals_total",
                   "Requests refused for what they are or how many: signatures, keys, rates, "
                   "quotas, sizes. No connector: not a webhook, or none that is known.");
  for (const auto& [kind, count] : counts) {
    families.add(count, {{"connector", kind.first}, {"code", kind.second}});
  }
}

void add_results(const Lanes& lanes, Families& families) {
  families.counter("amfs_events_settled_total", "Runs of events, by what came of them.");
  for (const auto& [connector, lane] : lanes) {
    for (std::size_t i = 0; i < dispatch::kSettledNames.size(); ++i) {
      families.add(lane->stats().results[i],
                   {{"connector", connector}, {"result", dispatch::kSettledNames[i]}});
    }
  }
  families.counter("amfs_events_raw_total", "Events kept raw, by reason.");
  for (const auto& [connector, lane] : lanes) {
    for (std::size_t i = 1; i < dispatch::kRawReasonNames.size(); ++i) {
      families.add(lane->stats().raw_reasons[i],
                   {{"connector", connector}, {"reason", dispatch::kRawReasonNames[i]}});
    }
  }
}

void add_lanes(const Lanes& lanes, Families& families) {
  const auto each = [&](auto value_of) {
    for (const auto& [connector, lane] : lanes) families.add(value_of(*lane), of(connector));
  };
  using dispatch::Lane;
  families.histogram("amfs_transform_seconds", "Runs of a connector's code.");
  for (const auto& [connector, lane] : lanes)
    families.add({&lane->stats().transforms}, of(connector));
  families.counter("amfs_transform_failures_total", "Runs that failed.");
  each([](Lane& lane) { return lane.stats().failed.load(); });
  families.gauge("amfs_transform_running_seconds",
                 "How long the run under way has taken; 0: none is.");
  each([](Lane& lane) {
    const std::int64_t since = lane.stats().running_since.load();
    return since == 0 ? 0.0 : static_cast<double>(monotonic_ns() - since) / kNsInSecond;
  });
  families.counter("amfs_reruns_total", "Events run again because what they had read changed.");
  each([](Lane& lane) { return lane.stats().conflicts.load(); });
  families.counter("amfs_settlements_refused_total", "Settlements the store could not take yet.");
  each([](Lane& lane) { return lane.stats().storage.load(); });

  families.gauge("amfs_lane_queued_bytes", "Events in memory, waiting for their turn.");
  each([](Lane& lane) { return lane.levels().queued_bytes; });
  families
      .gauge("amfs_lane_queued_limit_bytes", "More are read from the inbox when their turn comes.")
      .add(dispatch::kLaneBytesMax);
  families.gauge("amfs_lane_unsettled", "Settlements on their way to the disk.");
  each([](Lane& lane) { return lane.levels().unsettled; });
  families.gauge("amfs_lane_unsettled_limit", "At so many the lane waits.")
      .add(dispatch::kUnsettledMax);
  families.gauge("amfs_lane_retries", "Retries kept in memory.");
  each([](Lane& lane) { return lane.levels().timers; });
  families.gauge("amfs_lane_retries_limit", "More are read from the inbox later.")
      .add(dispatch::kTimersMax);
  families.counter("amfs_lane_retries_put_off_total", "Retries beyond that limit.");
  each([](Lane& lane) { return lane.stats().timers_lost.load(); });
}

void add_backlog(const std::vector<store::Backlog>& backlog, const std::set<std::string>& known,
                 UnixNs now, Families& families) {
  struct Waiting {
    std::int64_t events = 0;
    UnixNs oldest = 0;
  };
  std::map<std::string, Waiting> by_name;
  for (const std::string& name : known) by_name[name] = {};
  for (const store::Backlog& one : backlog) {
    Waiting& waiting = by_name[known.count(one.connector) != 0 ? one.connector : kRemoved];
    if (waiting.events == 0 || one.oldest < waiting.oldest) waiting.oldest = one.oldest;
    waiting.events += one.events;
  }
  families.gauge("amfs_backlog_events",
                 "Events accepted and not settled, retries among them; counted up to 100000 in "
                 "all.");
  for (const auto& [name, waiting] : by_name) families.add(waiting.events, of(name));
  families.gauge("amfs_backlog_oldest_seconds", "Since the oldest of them was received.");
  for (const auto& [name, waiting] : by_name) {
    const UnixNs age = waiting.events == 0 ? 0 : std::max<UnixNs>(now - waiting.oldest, 0);
    families.add(static_cast<double>(age) / kNsInSecond, of(name));
  }
}

}  // namespace

void add_connector_metrics(const Sources& sources, const std::vector<store::Backlog>& backlog,
                           Families& families) {
  const auto connectors = sources.connectors.get();
  std::set<std::string> known;
  for (const api::ConnectorInfo& one : *connectors) known.insert(one.name);
  Lanes lanes = sources.dispatcher.lanes();
  std::erase_if(lanes, [&](const auto& lane) { return known.count(lane.first) == 0; });
  add_states(*connectors, families);
  add_deliveries(sources.ingest(), families);
  add_refusals(sources.access, known, families);
  add_results(lanes, families);
  add_lanes(lanes, families);
  add_backlog(backlog, known, sources.clock.now_ns(), families);
}

}  // namespace host::metrics
