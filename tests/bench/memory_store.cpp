#include "tests/bench/memory_store.hpp"

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "host/base/encoding.hpp"
#include "host/crypto/digest.hpp"
#include "host/store/body_codec.hpp"
#include "host/store/sqlite/sqlite_store.hpp"
#include "tests/support/window.hpp"

namespace bench {
namespace {

namespace store = host::store;

constexpr std::uint64_t kEntriesPerEvent = 64;  // many: the entries are measured, not the inbox
constexpr int kEventsInFlight = 16;
constexpr std::uint64_t kEventsPerReport = 2000;

class Filler {
 public:
  Filler(store::Store& store, const MemoryCorpus& corpus) : store_(store), corpus_(corpus) {
    endpoint_ = store.default_endpoint(store::kDefaultTenant, "github").value();
  }

  void fill() {
    for (std::uint64_t at = 0, event = 0; at < corpus_.entries(); at += kEntriesPerEvent, ++event) {
      window_.enter();
      add_event(at, event);
      if (event % kEventsPerReport == 0) {
        std::fprintf(stderr, "\r%llu entries", static_cast<unsigned long long>(at));
      }
    }
    window_.drain();
    std::fprintf(stderr, "\r");
    if (failed_ != 0) throw std::runtime_error("the store refused writes");
  }

 private:
  void add_event(std::uint64_t first, std::uint64_t event) {
    const host::UnixNs now = clock_.now_ns();
    const std::string body = "{\"batch\":" + std::to_string(event) + "}";
    store::Append append;
    append.endpoint = endpoint_;
    append.event_id = host::make_event_id(now);
    append.event_type = "pull_request.closed";
    append.body_digest =
        std::string(host::crypto::as_text(host::crypto::sha256(body)).substr(0, 16));
    append.dedupe.id_kind = store::IdKind::unsigned_id;
    append.dedupe.delivery_id = append.event_id;
    append.dedupe.window_ns = host::kNsPerSecond;
    append.received_at = now;
    append.content_type = "application/json";
    append.headers_json = "[]";
    append.packed_body = store::pack_body(body);
    store::Settlement settlement;
    settlement.endpoint = endpoint_;
    settlement.agent_id = agent_of(event);
    const std::uint64_t end = std::min(first + kEntriesPerEvent, corpus_.entries());
    for (std::uint64_t i = first; i < end; ++i) settlement.writes.push_back(corpus_.write(i, now));
    store_.append(std::move(append), [this, settlement = std::move(settlement)](
                                         store::AppendOutcome accepted) mutable {
      settlement.seq = accepted.seq;
      store_.settle(std::move(settlement), [this](store::SettleOutcome settled) {
        if (settled.status != store::SettleStatus::committed) ++failed_;
        window_.leave();
      });
    });
  }

  store::Store& store_;
  const MemoryCorpus& corpus_;
  const host::SystemClock clock_;
  store::EndpointId endpoint_ = 0;
  test::Window window_{kEventsInFlight};
  std::atomic<int> failed_{0};
};

}  // namespace

void fill_store(const std::string& directory, const MemoryCorpus& corpus) {
  const std::string marker = directory + "/filled-" + std::to_string(corpus.entries());
  if (std::filesystem::exists(marker)) return;
  const host::SystemClock clock;
  store::sqlite::StoreOptions options;
  options.directory = directory;
  auto opened = store::sqlite::open_store(options, clock);
  if (opened.has_error()) throw std::runtime_error(opened.error().message);
  Filler(*opened.value(), corpus).fill();
  opened.value()->close();
  std::ofstream(marker) << "complete\n";
}

}  // namespace bench
