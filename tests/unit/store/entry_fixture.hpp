// StoreFixture with what agents do to entries, and with a second connection that damages the file.
#pragma once

#include <sqlite3.h>

#include "tests/support/catch.hpp"
#include "tests/unit/store/store_fixture.hpp"

namespace test {

inline const std::string kPath = "repos/acme/shop";

class EntryFixture : public StoreFixture {
 public:
  Entry put(const std::string& key, const std::string& value, const std::string& agent = "agent-1",
            host::UnixNs ttl_at = 0) {
    EntryWrite request;
    request.agent_id = agent;
    request.write.entity_path = kPath;
    request.write.key = key;
    request.write.value_json = value;
    request.write.occurred_at = clock.now_ns();
    request.write.ttl_at = ttl_at;
    return put(std::move(request));
  }
  Entry put(EntryWrite request) {
    request.write.search_text = search_text(request.write.value_json);
    std::promise<host::Result<Entry>> answer;
    store->entries().write(std::move(request),
                           [&](host::Result<Entry> entry) { answer.set_value(std::move(entry)); });
    return answer.get_future().get().value();
  }
  CommittedOutcome outcome(const std::string& type, std::vector<std::string> keys,
                           TenantId tenant = kDefaultTenant) {
    OutcomeRecord record;
    record.outcome_ref = "deploy-1";
    record.outcome_type = type;
    record.causal_entry_keys = std::move(keys);
    record.agent_id = "judge";
    std::promise<host::Result<CommittedOutcome>> answer;
    store->outcomes().commit(tenant, std::move(record), [&](host::Result<CommittedOutcome> done) {
      answer.set_value(std::move(done));
    });
    return answer.get_future().get().value();
  }
  // Accepts an event and keeps it raw, as a lane does.
  std::string put_raw(const std::string& body) {
    Settlement settlement;
    settlement.seq = append(delivery("raw-" + body, body)).seq;
    settlement.endpoint = endpoint;
    settlement.agent_id = "webhook/github";
    settlement.raw_outcome = EventOutcome::raw;
    MemoryWrite write;
    write.entity_path = kPath;
    write.key = "ping-" + std::to_string(settlement.seq);
    write.value_json = "{\"event_type\":\"ping\",\"reason\":\"no match\"}";
    write.confidence = 0.3;
    write.memory_type = MemoryType::experience;
    write.flags = kEntryRaw;
    write.occurred_at = clock.now_ns();
    write.search_text = search_text(body, kRawSearchTextMax);
    const std::string key = write.key;
    settlement.writes.push_back(std::move(write));
    settle(std::move(settlement));
    return key;
  }
  IntegrityReport verify(const std::string& path = {}) {
    IntegrityRequest request;
    request.entity_path = path;
    return reader->outcomes().verify(request);
  }
  void sql(const char* statement) {
    sqlite3* raw = nullptr;
    REQUIRE(sqlite3_open((dir / "amfs.db").c_str(), &raw) == SQLITE_OK);
    sqlite3_busy_timeout(raw, 5000);
    const int code = sqlite3_exec(raw, statement, nullptr, nullptr, nullptr);
    INFO(sqlite3_errmsg(raw));
    CHECK(code == SQLITE_OK);
    sqlite3_close(raw);
  }
};

}  // namespace test
