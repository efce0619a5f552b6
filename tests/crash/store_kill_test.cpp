// The store alone: a child process appends and settles on many threads and says on a pipe what the
// store confirmed; it is killed with SIGKILL at random moments, and every confirmed event must be
// in the file, whole.
//
// SIGKILL leaves the kernel's page cache alone: it proves the order of commit and answer and the
// recovery of a log cut short by the process; what a power loss does is power_loss_test's.
#include "tests/crash/chance.hpp"
#include "tests/crash/confirmed.hpp"
#include "tests/crash/store_audit.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

constexpr std::chrono::seconds kLinePatience{20};
constexpr int kLinesMax = 600;  // before a kill
constexpr std::chrono::microseconds kSpinMax{2000};

// One life of the child: confirmed lines up to a random one, then the end, then what was said last.
crash::Confirmed run_and_kill(const std::string& directory, crash::Chance& chance) {
  crash::Confirmed confirmed;
  test::ChildProcess child(AMFS_STORE_CHILD, {directory}, {});
  const int lines = chance.between(0, kLinesMax);
  for (int i = 0; i < lines; ++i) {
    const auto line = child.read_line(kLinePatience);
    INFO(child.stderr_text());
    REQUIRE(line);
    REQUIRE(confirmed.add(*line));
  }
  chance.spin(kSpinMax);
  INFO(child.stderr_text());
  REQUIRE(child.is_running());
  child.kill_now();
  while (const auto line = child.read_line(kLinePatience)) REQUIRE(confirmed.add(*line));
  return confirmed;
}

}  // namespace

TEST_CASE("what the store confirmed survives SIGKILL") {
  const test::TempDir directory;
  crash::Chance chance(crash::choose_seed("store"));
  const int rounds = crash::rounds();
  crash::Confirmed all;
  for (int round = 0; round < rounds; ++round) {
    INFO("round " << round);
    crash::Confirmed confirmed = run_and_kill(directory.path(), chance);
    crash::check_confirmed(directory.path(), confirmed);
    all.accepted.merge(confirmed.accepted);
    all.settled.merge(confirmed.settled);
    REQUIRE(crash::StoreAudit(directory / "amfs.db").faults() == std::vector<std::string>{});
  }
  REQUIRE(all.size() > 0);
  crash::check_confirmed(directory.path(), all);  // later lives took nothing away
  WARN("store: " << rounds << " kills, " << all.accepted.size() << " appends and "
                 << all.settled.size() << " settlements confirmed, none lost");
}
