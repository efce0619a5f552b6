#include "tests/plugins/rig_checks.hpp"

#include "tests/plugins/mutation.hpp"
#include "tests/support/catch.hpp"

namespace harness {
namespace {

constexpr std::size_t kShown = 4000;  // characters of a payload in a failure

// A skipped event is fine too: nothing is written.
void check(Rig& rig, const Sent& sent, const Identity& identity, const std::string& name,
           const std::string& culprit) {
  const Outcome outcome = rig.transform(sent, identity);
  if (outcome.status == AMFS_SKIP && outcome.violations.empty()) return;
  const std::string broken = rig.broken_rule_of(outcome);
  if (!broken.empty()) FAIL(name << ": " << broken << "\n" << culprit.substr(0, kShown));
}

}  // namespace

std::size_t check_wrong_payloads(Rig& rig, const EventFile& event, std::size_t depth,
                                 const std::vector<amfs::Value>& with) {
  const auto payload = amfs::Value::parse(event.payload);
  REQUIRE(payload);
  const std::string connector = rig.manifest().name;
  const std::string type = rig.identify(sent_of(connector, event)).event_type;
  return mutate(*payload, depth, with, [&](const amfs::Value& mutated) {
    Sent sent = sent_of(connector, event);
    sent.payload = mutated.dump();
    Identity identity = rig.identify(sent);
    identity.event_type = type;  // it reaches the handler whatever happened to the field for it
    check(rig, sent, identity, event.name, sent.payload);
  });
}

std::size_t check_wrong_memory(Rig& rig, const std::vector<EventFile>& events, std::size_t depth,
                               const std::vector<amfs::Value>& with) {
  const Memory before = rig.memory();
  std::size_t count = 0;
  for (const auto& [where, record] : before) {
    const auto value = amfs::Value::parse(record.value_json);
    REQUIRE(value);
    count += mutate(*value, depth, with, [&, where = where](const amfs::Value& mutated) {
      rig.memory() = before;
      rig.memory()[where].value_json = mutated.dump();
      for (const EventFile& event : events) {
        const Sent sent = sent_of(rig.manifest().name, event);
        check(rig, sent, rig.identify(sent), event.name, mutated.dump());
      }
    });
  }
  rig.memory() = before;
  return count * events.size();
}

void check_cut_payloads(Rig& rig, const EventFile& event) {
  Sent sent = sent_of(rig.manifest().name, event);
  const Identity identity = rig.identify(sent);
  const std::string whole = event.payload.substr(0, event.payload.find_last_of('}') + 1);
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    sent.payload = whole.substr(0, size);
    const Outcome outcome = rig.transform(sent, identity);
    REQUIRE(outcome.status == AMFS_UNMATCHED);
  }
}

Outcome send(Rig& rig, const std::string& name) {
  return rig.send({own_event(rig.manifest().name, name + ".json").payload, {}});
}

const Emitted& check_only_fact(const Outcome& outcome, const std::string& path,
                               const std::string& key) {
  REQUIRE(outcome.results.size() == 1);
  const Emitted& written = outcome.results[0];
  CHECK(written.entity_path == path);
  CHECK(written.key == key);
  CHECK(written.memory_type == AMFS_MEMORY_FACT);
  CHECK(written.confidence == 0.9);
  return written;
}

amfs::Value changed(const EventFile& event, const std::vector<std::string>& path,
                    amfs::Value value) {
  amfs::Value payload = amfs::Value::parse(event.payload).value_or(amfs::Value::missing());
  amfs::Value* here = &payload;
  for (const std::string& name : path) here = &(*here)[name];
  *here = std::move(value);
  return payload;
}

}  // namespace harness
