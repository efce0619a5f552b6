// What the HTTP server, the reads and the streams count.
#include "host/metrics/exporter.hpp"
#include "host/stream/limits.hpp"

namespace host::metrics {
namespace {

constexpr std::string_view kWebhooks = "/api/v1/webhooks/";
constexpr std::array<const char*, http::kAnswerClasses> kClassNames = {"2xx", "4xx", "5xx"};

void add_answers(Families& families, std::string_view method, std::string_view route,
                 const http::RouteStats& stats) {
  for (std::size_t i = 0; i < kClassNames.size(); ++i) {
    families.add(stats.answers[i], {{"method", std::string(method)},
                                    {"route", std::string(route)},
                                    {"class", kClassNames[i]}});
  }
}

void add_answers(const Sources& sources, Families& families) {
  std::vector<const DurationHistogram*> webhooks, others;
  families.counter("amfs_http_requests_total",
                   "Requests answered, by route and class of the status; no route: refused before "
                   "one was found.");
  for (const auto& [method, pattern, stats] : sources.router.report()) {
    add_answers(families, method, pattern, *stats);
    (pattern.starts_with(kWebhooks) ? webhooks : others).push_back(&stats->handling);
  }
  add_answers(families, "", "", sources.server.stats().no_route);
  families
      .histogram("amfs_ack_seconds",
                 "From the last byte of a webhook to its acknowledgement; refusals do not count.")
      .add(webhooks);
  families
      .histogram("amfs_http_handling_seconds",
                 "From the last byte of any other request to its answer, when that is no refusal.")
      .add(others);
  families.counter("amfs_http_problems_total", "Problem documents answered, by code.");
  for (const auto& [code, count] : sources.server.stats().problems.list()) {
    families.add(count, {{"code", code}});
  }
}

void add_refusals(const http::HttpStats& stats, Families& families) {
  families.counter("amfs_http_refused_total", "Requests that the HTTP layer refused by itself.")
      .add(stats.refused_malformed, {{"reason", "malformed"}})
      .add(stats.refused_too_large, {{"reason", "too_large"}})
      .add(stats.refused_overloaded, {{"reason", "overloaded"}})
      .add(stats.refused_no_route, {{"reason", "no_route"}});
  families.counter("amfs_http_timeouts_total", "Connections or requests out of time, by phase.")
      .add(stats.timeouts_idle, {{"phase", "idle"}})
      .add(stats.timeouts_header, {{"phase", "header"}})
      .add(stats.timeouts_body, {{"phase", "body"}})
      .add(stats.timeouts_handler, {{"phase", "handler"}})
      .add(stats.timeouts_write, {{"phase", "write"}});
  families.counter("amfs_http_exceptions_total", "Defects of the host; the log says more.")
      .add(stats.handler_exceptions, {{"where", "handler"}})
      .add(stats.io_exceptions, {{"where", "io"}});
}

void add_connections(const Sources& sources, Families& families) {
  const http::HttpStats& stats = sources.server.stats();
  families.counter("amfs_http_connections_accepted_total", "Connections accepted.")
      .add(stats.connections_accepted);
  families.gauge("amfs_http_connections", "Connections open now, streams among them.")
      .add(stats.connections_open);
  families.gauge("amfs_http_connections_limit", "http.max_connections.")
      .add(sources.connections_max);
  families.counter("amfs_http_accept_paused_total", "Times that limit was met.")
      .add(stats.accept_paused);
  families.counter("amfs_http_accept_errors_total", "Accepts failed for want of descriptors.")
      .add(stats.accept_errors);
  families.counter("amfs_http_body_bytes_total", "Bytes of request bodies.").add(stats.body_bytes);
  families.gauge("amfs_http_in_flight_bytes", "Bytes of request bodies held now.")
      .add(sources.budget.in_flight());
  families.gauge("amfs_http_in_flight_limit_bytes", "http.max_bytes_in_flight.")
      .add(sources.budget.limit());
}

void add_reads(api::ReadPool& reads, Families& families) {
  families.gauge("amfs_reads_waiting", "Queries that wait for a thread.").add(reads.waiting());
  families.gauge("amfs_reads_waiting_limit", "More are refused.").add(api::kReadsQueuedMax);
  families.counter("amfs_reads_refused_total", "Queries refused at that limit.")
      .add(reads.refused());
}

void add_streams(const Sources& sources, Families& families) {
  const stream::StreamStats& stats = sources.streams.stats();
  families.gauge("amfs_streams", "Streams open now.").add(sources.streams.open());
  families.gauge("amfs_streams_limit", "More are refused.").add(stream::kSubscribersMax);
  families.counter("amfs_streams_opened_total", "Streams opened.").add(stats.opened);
  families.counter("amfs_streams_refused_total", "Streams refused at a limit.").add(stats.refused);
  families.counter("amfs_streams_ended_total", "Streams ended because their key did.")
      .add(stats.ended);
  families.counter("amfs_streams_cut_total", "Streams cut off: their client does not read.")
      .add(sources.server.stats().slow_streams);
  families.counter("amfs_stream_events_total", "`write` events sent, over all streams.")
      .add(stats.delivered);
  families.counter("amfs_stream_lagged_total", "Times a slow reader was told `lagged`.")
      .add(stats.lagged);
  families.counter("amfs_stream_scanned_total", "Versions looked at for all streams together.")
      .add(stats.scanned);
}

}  // namespace

void add_http_metrics(const Sources& sources, Families& families) {
  add_answers(sources, families);
  add_refusals(sources.server.stats(), families);
  add_connections(sources, families);
  add_reads(sources.reads, families);
  add_streams(sources, families);
}

}  // namespace host::metrics
