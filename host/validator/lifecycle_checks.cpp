// Instances: made, used and ended in every order a host may choose.
#include <fmt/format.h>
#include <rapidjson/document.h>

#include <array>

#include "host/config/config_check.hpp"
#include "host/json/member_text.hpp"
#include "host/json/writer.hpp"
#include "host/validator/deliver.hpp"
#include "host/validator/process_state.hpp"

namespace host::validator {
namespace {

constexpr int kCreations = 1000;
constexpr int kWarmUps = 100;
constexpr std::size_t kTwistedMax = 32;                   // members of the config that are tried
constexpr std::size_t kGrowthMax = std::size_t{4} << 20;  // 4 KiB of each creation

Finding create_destroy(const Subject& subject) {
  Session session(subject);
  std::size_t before = 0;
  for (int i = 0; i < kCreations + kWarmUps; ++i) {
    if (!session.create())
      return failed(fmt::format("creation {}: {}", i + 1, create_fault(session)));
    session.destroy();
    if (!session.facts().faults.empty()) return failed(session.facts().faults.front());
    if (i == kWarmUps) before = resident_bytes();
  }
  const std::size_t after = resident_bytes();
  if (after <= before + kGrowthMax) return passed();
  return failed(fmt::format("{} instances left {} KiB behind", kCreations, (after - before) >> 10));
}

Finding destroy_without_use(const Subject& subject) {
  Session session(subject);
  if (!session.create()) return failed(create_fault(session));
  session.destroy();
  subject.connector_class->destroy(nullptr);  // allowed, and does nothing
  return passed();
}

// The manifest's config with one member after the other replaced by a value of another type.
std::vector<std::string> twisted_configs(const std::string& config_json) {
  std::vector<std::string> out{"{}", R"({"validate-unexpected": {"deep": [1, null, ""]}})"};
  rapidjson::Document config;
  config.Parse(config_json.c_str());
  if (!config.IsObject()) return out;
  for (const char* value : {"null", "-1", "\"\"", "[]", "{}"}) {
    std::size_t tried = 0;
    for (const auto& twisted : config.GetObject()) {
      if (tried++ == kTwistedMax) break;
      json::JsonWriter writer;
      writer.begin_object();
      for (const auto& member : config.GetObject()) {
        const std::string name = member.name.GetString();
        const auto as_written = json::member_text(config_json, name);
        writer.put_raw(name, member.name == twisted.name ? value : as_written.value_or("null"));
      }
      out.push_back(writer.end_object().text());
    }
  }
  return out;
}

// A config that the schema allows and the connector does not: it says so, and nothing is left over.
Finding create_bad_config(const Subject& subject) {
  Session session(subject);
  for (const std::string& config : twisted_configs(subject.manifest->config_json)) {
    const auto& schema = subject.manifest->config_schema_json;
    if (!schema.empty() && !config::check_config(config, schema)) continue;  // never gets there
    const bool made = session.create(config);
    const CallFacts& facts = session.facts();
    const std::string shown = config.size() > 80 ? config.substr(0, 80) + "…" : config;
    if (!facts.faults.empty()) return failed(facts.faults.front() + ", with config " + shown);
    if (!made && facts.status != AMFS_BAD_CONFIG)
      return failed(fmt::format("create returned {} instead of AMFS_BAD_CONFIG with config {}",
                                facts.status, shown));
    session.destroy();
  }
  return passed();
}

// Event for event in turn: each instance says what it says alone.
Finding two_instances(const Subject& subject) {
  const auto events = events_of(subject);
  Session alone(subject);
  if (!alone.create()) return failed(create_fault(alone));
  const std::string expected = run_all(alone, subject, events);
  alone.destroy();

  Session first(subject);
  Session second(subject);
  if (!first.create() || !second.create()) return failed("a second instance cannot be made");
  SampleMemory first_memory;
  SampleMemory second_memory;
  std::string of_first;
  std::string of_second;
  for (const auto& event : events) {
    of_first += deliver(first, subject, event, first_memory).fingerprint;
    of_second += deliver(second, subject, event, second_memory).fingerprint;
  }
  if (of_first != of_second) return failed("two instances say different things of the same events");
  return of_first == expected ? passed()
                              : failed("an instance says something else while there is another");
}

constexpr std::array kChecks{
    Check{"create-destroy", "lifecycle", "1000 instances come and go and leave nothing behind.",
          "Free in the destructor what the constructor took; keep no state in globals.", Need::code,
          &create_destroy},
    Check{"destroy-without-use", "lifecycle", "An instance may end unused, and NULL may be ended.",
          "Make destroy accept NULL and instances that saw no event.", Need::code,
          &destroy_without_use},
    Check{"create-bad-config", "lifecycle", "A config it cannot use is refused with a reason.",
          "Throw amfs::ConfigError from the constructor, or return AMFS_BAD_CONFIG after fail().",
          Need::code, &create_bad_config},
    Check{"two-instances", "lifecycle", "Instances do not influence each other.",
          "Keep state in members of the class, not in globals or statics.", Need::code,
          &two_instances},
};

}  // namespace

std::span<const Check> lifecycle_checks() { return kChecks; }

}  // namespace host::validator
