// The store alone: a child process appends and settles on many threads and says on a pipe what the
// store confirmed; it is killed with SIGKILL at random moments, and every confirmed event must be
// in the file, whole.
//
// SIGKILL leaves the kernel's page cache alone: it proves the order of commit and answer and the
// recovery of a log cut short by the process, not what a power loss does to sectors. Torn or short
// writes of the device are out of scope here.
#include <set>

#include "host/store/sqlite/sqlite_store.hpp"
#include "tests/crash/chance.hpp"
#include "tests/crash/store_audit.hpp"
#include "tests/crash/store_rows.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

using namespace host::store;

constexpr std::chrono::seconds kLinePatience{20};
constexpr int kLinesMax = 600;  // before a kill
constexpr std::chrono::microseconds kSpinMax{2000};

struct Confirmed {
  std::set<std::string> accepted;
  std::set<std::string> settled;

  void add(const std::string& line) {
    REQUIRE(line.size() > 2);
    (line[0] == 'a' ? accepted : settled).insert(line.substr(2));
  }
  std::size_t size() const { return accepted.size() + settled.size(); }
};

// One life of the child: confirmed lines up to a random one, then the end, then what was said last.
Confirmed run_and_kill(const std::string& directory, crash::Chance& chance) {
  Confirmed confirmed;
  test::ChildProcess child(AMFS_STORE_CHILD, {directory}, {});
  const int lines = chance.between(0, kLinesMax);
  for (int i = 0; i < lines; ++i) {
    const auto line = child.read_line(kLinePatience);
    INFO(child.stderr_text());
    REQUIRE(line);
    confirmed.add(*line);
  }
  chance.spin(kSpinMax);
  INFO(child.stderr_text());
  REQUIRE(child.is_running());
  child.kill_now();
  while (const auto line = child.read_line(kLinePatience)) confirmed.add(*line);
  return confirmed;
}

// Opens the store the way the next host would.
void check_confirmed(const std::string& directory, const Confirmed& confirmed) {
  const host::SystemClock clock;
  sqlite::StoreOptions options;
  options.directory = directory;
  options.disk_reserve_bytes = 0;
  auto opened = sqlite::open_store(options, clock);
  REQUIRE(opened.has_value());
  const auto reader = opened.value()->open_reader();
  for (const std::string& id : confirmed.accepted) {
    INFO(id);
    const auto event = reader->find_event(kDefaultTenant, id);
    REQUIRE(event);
    const auto body = reader->event_body(event->seq);
    REQUIRE(body);
    REQUIRE(body->body == crash::body_of(id));
  }
  for (const std::string& id : confirmed.settled) {
    INFO(id);
    const auto event = reader->find_event(kDefaultTenant, id);
    REQUIRE(event);
    REQUIRE(event->state == EventState::done);
    const auto entry = reader->current_entry(kDefaultTenant, crash::kEntityPath, crash::key_of(id));
    REQUIRE(entry);
    REQUIRE(entry->version == 1);
    REQUIRE(entry->value_json == crash::body_of(id));
  }
  opened.value()->close();
}

}  // namespace

TEST_CASE("what the store confirmed survives SIGKILL") {
  const test::TempDir directory;
  crash::Chance chance(crash::choose_seed("store"));
  const int rounds = crash::rounds();
  Confirmed all;
  for (int round = 0; round < rounds; ++round) {
    INFO("round " << round);
    Confirmed confirmed = run_and_kill(directory.path(), chance);
    check_confirmed(directory.path(), confirmed);
    all.accepted.merge(confirmed.accepted);
    all.settled.merge(confirmed.settled);
    REQUIRE(crash::StoreAudit(directory / "amfs.db").faults() == std::vector<std::string>{});
  }
  REQUIRE(all.size() > 0);
  check_confirmed(directory.path(), all);  // later lives took nothing away
  WARN("store: " << rounds << " kills, " << all.accepted.size() << " appends and "
                 << all.settled.size() << " settlements confirmed, none lost");
}
