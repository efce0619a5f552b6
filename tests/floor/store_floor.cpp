// The store's own speed: the rows of an ingested event (inbox, claims, body, raw entry, search
// index) through the writer, without HTTP, signatures or connectors. script/bench compares durable
// ingestion with it.
//
// Usage: amfs_store_floor --dir DIR --events N [--fixtures DIR]; prints "events_per_second X".
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "host/base/encoding.hpp"
#include "host/crypto/digest.hpp"
#include "host/store/body_codec.hpp"
#include "host/store/search_text.hpp"
#include "host/store/sqlite/sqlite_store.hpp"
#include "tests/support/window.hpp"

namespace {

using namespace host;

constexpr int kInFlightMax = 1024;

std::vector<std::string> load_bodies(const std::string& folder) {
  std::vector<std::string> bodies;
  std::error_code missing;
  for (const auto& file : std::filesystem::directory_iterator(folder + "/github", missing)) {
    std::ifstream in(file.path(), std::ios::binary);
    bodies.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  if (bodies.empty()) {
    std::string body = "{\"action\":\"opened\",\"items\":[";
    for (int i = 0; body.size() < 10000; ++i)
      body += "\"synthetic item " + std::to_string(i) + "\",";
    body += "null]}";
    bodies.push_back(std::move(body));
  }
  return bodies;
}

store::Settlement settlement_of(const store::AppendOutcome& accepted, store::EndpointId endpoint,
                                std::string text, UnixNs now) {
  store::Settlement settlement;
  settlement.seq = accepted.seq;
  settlement.endpoint = endpoint;
  settlement.agent_id = "webhook/github";
  settlement.raw_outcome = store::EventOutcome::raw;
  settlement.attempts = 1;
  store::MemoryWrite write;
  write.entity_path = "repos/floor";
  write.key = "event-" + accepted.event_id;
  write.value_json = "{\"event_type\":\"event\",\"event_id\":\"" + accepted.event_id + "\"}";
  write.confidence = 0.3;
  write.memory_type = store::MemoryType::experience;
  write.flags = store::kEntryRaw;
  write.occurred_at = now;
  write.search_text = std::move(text);
  settlement.writes.push_back(std::move(write));
  return settlement;
}

int run(const std::string& directory, int events, const std::string& fixtures) {
  SystemClock clock;
  store::sqlite::StoreOptions options;
  options.directory = directory;
  auto opened = store::sqlite::open_store(options, clock);
  if (opened.has_error()) {
    std::fprintf(stderr, "%s\n", opened.error().message.c_str());
    return 1;
  }
  store::Store& store = *opened.value();
  const auto endpoint = store.default_endpoint(store::kDefaultTenant, "github").value();
  const std::vector<std::string> bodies = load_bodies(fixtures);
  test::Window window(kInFlightMax);
  std::atomic<int> failed{0};
  const std::int64_t begin = monotonic_ns();
  for (int i = 0; i < events; ++i) {
    window.enter();
    const std::string& body = bodies[static_cast<std::size_t>(i) % bodies.size()];
    const UnixNs now = clock.now_ns();
    store::Append append;
    append.endpoint = endpoint;
    append.event_id = make_event_id(now);
    append.event_type = "event";
    append.body_digest =
        std::string(crypto::as_text(crypto::sha256({body, append.event_id})).substr(0, 16));
    append.dedupe.id_kind = store::IdKind::unsigned_id;
    append.dedupe.delivery_id = append.event_id;
    append.dedupe.window_ns = 7LL * 24 * 3600 * kNsPerSecond;
    append.received_at = now;
    append.content_type = "application/json";
    append.headers_json =
        "[[\"X-GitHub-Event\",\"event\"],[\"X-GitHub-Delivery\",\"" + append.event_id + "\"]]";
    append.packed_body = store::pack_body(body);
    // In the host the lanes and I/O threads do this, not the writer.
    std::string text = store::search_text(body, store::kRawSearchTextMax);
    store.append(std::move(append),
                 [&, now, text = std::move(text)](store::AppendOutcome outcome) mutable {
                   if (outcome.status != store::AppendStatus::accepted) {
                     ++failed;
                     window.leave();
                     return;
                   }
                   store.settle(settlement_of(outcome, endpoint, std::move(text), now),
                                [&](store::SettleOutcome settled) {
                                  if (settled.status != store::SettleStatus::committed) ++failed;
                                  window.leave();
                                });
                 });
  }
  window.drain();
  const double seconds = static_cast<double>(monotonic_ns() - begin) / 1e9;
  store.close();
  std::printf("events_per_second %.0f\n", events / seconds);
  return failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::string directory;
  std::string fixtures;
  int events = 0;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string option = argv[i];
    if (option == "--dir") directory = argv[i + 1];
    if (option == "--events") events = std::atoi(argv[i + 1]);
    if (option == "--fixtures") fixtures = argv[i + 1];
  }
  if (directory.empty() || events <= 0) {
    std::fprintf(stderr, "usage: amfs_store_floor --dir DIR --events N [--fixtures DIR]\n");
    return 2;
  }
  return run(directory, events, fixtures);
}
