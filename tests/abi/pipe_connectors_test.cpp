// The built-in connectors, each in a process of its own behind a byte pipe, say of every event that
// we have exactly what they say in this process. What a worker costs is printed, not judged.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "tests/abi/pipe_class.hpp"
#include "tests/plugins/rig.hpp"
#include "tests/support/catch.hpp"

using harness::Outcome;
using harness::Rig;
using harness::Sent;

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct NamedEvent {
  std::string name;
  Sent sent;
};

// What `amfs event trigger` sends: manifests/<connector>/samples. One whose body is a form in truth
// is in the fixtures as its JSON.
std::vector<NamedEvent> samples_of(const std::string& connector) {
  std::vector<NamedEvent> out;
  for (const auto& file :
       fs::directory_iterator(fs::path(AMFS_MANIFESTS_DIR) / connector / "samples")) {
    std::ifstream in(file.path());
    std::ostringstream text;
    text << in.rdbuf();
    const auto sample = amfs::Value::parse(text.str());
    REQUIRE(sample);
    Sent sent;
    sent.payload = sample->get("body").dump();
    for (const auto& header : sample->get("headers").members())
      sent.headers.emplace_back(header.name, header.value.str());
    out.push_back({"sample " + file.path().filename().string(), std::move(sent)});
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

std::vector<NamedEvent> events_of(const std::string& connector) {
  std::vector<NamedEvent> out = samples_of(connector);
  for (const auto& event : harness::own_events(connector))
    out.push_back({event.name, harness::sent_of(connector, event)});
  if (const auto real = harness::real_events(connector)) {
    for (const auto& event : *real) out.push_back({event.name, harness::sent_of(connector, event)});
  }
  return out;
}

std::string text_of(const Outcome& outcome) {
  std::ostringstream out;
  out << outcome.status << " [" << outcome.message << "] " << outcome.error_code << ' '
      << outcome.retry_after_ms << '\n';
  for (const auto& result : outcome.results) {
    out << result.operation << ' ' << result.memory_type << ' ' << result.entity_path << '|'
        << result.key << '|' << result.value_json << '|' << result.label << '|' << result.summary
        << '|' << result.source << '|' << result.confidence.value_or(-1) << ' '
        << result.occurred_ns << ' ' << result.ttl_at_ns;
    for (const std::string& ref : result.pattern_refs) out << " [" << ref << ']';
    out << '\n';
  }
  for (const std::string& violation : outcome.violations) out << "broke: " << violation << '\n';
  return out.str();
}

std::string text_of(const harness::Memory& memory) {
  std::string out;
  for (const auto& [where, record] : memory)
    out += where.first + '|' + where.second + '|' + std::to_string(record.version) + '|' +
           record.value_json + '\n';
  return out;
}

// The outcome, with the time it took on top of `spent`.
Outcome timed_send(Rig& rig, const Sent& sent, Clock::duration& spent) {
  const auto begin = Clock::now();
  Outcome outcome = rig.send(sent);
  spent += Clock::now() - begin;
  return outcome;
}

double us_each(Clock::duration spent, std::size_t count) {
  return std::chrono::duration<double, std::micro>(spent).count() / static_cast<double>(count);
}

void compare(const std::string& connector, std::size_t at_least) {
  Rig here(connector);
  const std::string class_name = here.manifest().entry_point.class_name;
  const abi::PipeClass piped(harness::connector_file(connector), class_name);
  Rig there(connector, *piped.abi());
  REQUIRE(there.created().status == AMFS_OK);
  const std::uint64_t frames = piped.channel().frames();
  const std::uint64_t bytes = piped.channel().bytes();
  Clock::duration time_here{};
  Clock::duration time_there{};
  std::size_t written = 0;
  const auto events = events_of(connector);
  for (const NamedEvent& event : events) {
    CAPTURE(connector, event.name);
    const Outcome wanted = timed_send(here, event.sent, time_here);
    CHECK(text_of(timed_send(there, event.sent, time_there)) == text_of(wanted));
    written += wanted.results.size();
  }
  CHECK(text_of(there.memory()) == text_of(here.memory()));
  CHECK(there.log().size() == here.log().size());
  CHECK(written >= at_least);
  const std::uint64_t trips = (piped.channel().frames() - frames) / 2;
  std::cout << "MEASURED: " << connector << ": " << events.size() << " events, " << written
            << " results, " << trips << " round trips, " << piped.channel().bytes() - bytes
            << " bytes; a round trip adds " << us_each(time_there - time_here, trips) << " us\n";
}

}  // namespace

TEST_CASE("GitHub over a pipe") { compare("github", 30); }
TEST_CASE("PagerDuty over a pipe") { compare("pagerduty", 30); }
TEST_CASE("Slack over a pipe") { compare("slack", 20); }
TEST_CASE("Jira over a pipe") { compare("jira", 30); }
TEST_CASE("Generic over a pipe") { compare("generic", 4); }
TEST_CASE("Standard Webhooks over a pipe") { compare("standard-webhooks", 4); }
