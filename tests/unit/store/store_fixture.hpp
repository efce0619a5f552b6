// A real store on a real file, with blocking calls and time that stands still.
#pragma once

#include <future>
#include <memory>
#include <string>

#include "host/base/clock.hpp"
#include "host/base/encoding.hpp"
#include "host/crypto/digest.hpp"
#include "host/store/body_codec.hpp"
#include "host/store/search_text.hpp"
#include "host/store/sqlite/sqlite_store.hpp"
#include "tests/support/temp_dir.hpp"

namespace test {

using namespace host::store;  // NOLINT(google-build-using-namespace): tests of that namespace

inline constexpr host::UnixNs kNoon = 1'790'000'000LL * host::kNsPerSecond;

class StoreFixture {
 public:
  StoreFixture() : clock(kNoon) { open(); }

  void open() {
    sqlite::StoreOptions options;
    options.directory = dir.path();
    options.disk_reserve_bytes = disk_reserve;
    store = std::move(sqlite::open_store(options, clock).value());
    endpoint = store->default_endpoint(kDefaultTenant, "github").value();
    reader = store->open_reader();
  }
  void close() {
    reader.reset();
    store->close();
    store.reset();
  }

  Append delivery(const std::string& id, const std::string& body,
                  IdKind kind = IdKind::unsigned_id) {
    Append append;
    append.endpoint = endpoint;
    append.event_id = host::make_event_id(clock.now_ns());
    append.event_type = "issues.opened";
    append.body_digest = digest(body);
    append.dedupe.id_kind = kind;
    append.dedupe.delivery_id = kind == IdKind::none ? "" : id;
    append.dedupe.signed_digest = kind == IdKind::none ? digest(body) : "";
    append.dedupe.window_ns = 7LL * 24 * 3600 * host::kNsPerSecond;
    append.received_at = clock.now_ns();
    append.content_type = "application/json";
    append.headers_json = "[]";
    append.packed_body = pack_body(body);
    return append;
  }

  AppendOutcome append(Append request) {
    std::promise<AppendOutcome> answer;
    store->append(std::move(request),
                  [&](AppendOutcome outcome) { answer.set_value(std::move(outcome)); });
    return answer.get_future().get();
  }
  SettleOutcome settle(Settlement settlement) {
    std::promise<SettleOutcome> answer;
    store->settle(std::move(settlement), [&](SettleOutcome outcome) { answer.set_value(outcome); });
    return answer.get_future().get();
  }
  DirectOutcome direct(DirectWrite write) {
    std::promise<DirectOutcome> answer;
    store->write_direct(std::move(write),
                        [&](DirectOutcome outcome) { answer.set_value(std::move(outcome)); });
    return answer.get_future().get();
  }
  ReplayOutcome replay(const std::string& id) {
    std::promise<ReplayOutcome> answer;
    store->replays().replay(kDefaultTenant, id, {},
                            [&](ReplayOutcome outcome) { answer.set_value(std::move(outcome)); });
    return answer.get_future().get();
  }

  // Accepts a fresh event and settles it with one write.
  SettleOutcome write(const std::string& key, const std::string& value, host::UnixNs occurred,
                      const std::string& agent = "webhook/github") {
    return settle(settlement(fresh_event(), key, value, occurred, agent));
  }
  EventSeq fresh_event() {
    const std::string unique = std::to_string(++counter_);
    return append(delivery("fresh-" + unique, "{\"n\":" + unique + "}")).seq;
  }
  Settlement settlement(EventSeq seq, const std::string& key, const std::string& value,
                        host::UnixNs occurred, const std::string& agent = "webhook/github") {
    Settlement settlement;
    settlement.seq = seq;
    settlement.endpoint = endpoint;
    settlement.agent_id = agent;
    settlement.attempts = 1;
    MemoryWrite write;
    write.entity_path = "repos/acme/shop";
    write.key = key;
    write.value_json = value;
    write.occurred_at = occurred;
    write.search_text = search_text(value);
    settlement.writes.push_back(std::move(write));
    return settlement;
  }
  std::optional<Entry> current(const std::string& key) {
    return reader->current_entry(kDefaultTenant, "repos/acme/shop", key);
  }
  std::vector<Entry> history(const std::string& key) {
    HistoryFilter filter;
    filter.entity_path = "repos/acme/shop";
    filter.key = key;
    return reader->history(filter).versions;
  }
  EventRow event(const std::string& id) { return reader->find_event(kDefaultTenant, id).value(); }
  EventCounters counters() { return reader->stats(kDefaultTenant).events; }

  static std::string digest(const std::string& body) {
    return std::string(host::crypto::as_text(host::crypto::sha256(body)).substr(0, 16));
  }

  TempDir dir;
  host::ManualClock clock;
  std::int64_t disk_reserve = 0;
  std::unique_ptr<Store> store;
  std::unique_ptr<Reader> reader;
  EndpointId endpoint = 0;

 private:
  int counter_ = 0;
};

}  // namespace test
