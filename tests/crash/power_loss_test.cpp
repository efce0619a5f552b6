// A power loss at any moment: the disk has what it was told to keep, and of the rest whatever luck
// had it. The store runs on; what the disk would have had is looked at in a folder of its own.
//
// Checkpoints are made small, so that hundreds of them, and many new beginnings of the log, fall
// into a short run.
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>
#include <utility>

#include "host/base/encoding.hpp"
#include "host/store/sqlite/sqlite_store.hpp"
#include "tests/crash/confirmed.hpp"
#include "tests/crash/lossy_disk.hpp"
#include "tests/crash/store_audit.hpp"
#include "tests/crash/store_rows.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

using namespace host::store;

constexpr std::size_t kUnderWayMax = 64;
constexpr int kLogPagesMax = 900;
constexpr int kEventsMax = 400;  // between two power losses
constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::milliseconds kStandstill{500};

// A store that is written to, and what it said.
class BusyStore {
 public:
  explicit BusyStore(const std::string& directory) {
    sqlite::StoreOptions options;
    options.directory = directory;
    options.disk_reserve_bytes = 0;
    options.checkpoint = {20, 60, 300, kLogPagesMax};
    auto opened = sqlite::open_store(options, clock_);
    REQUIRE(opened.has_value());
    store_ = std::move(opened.value());
    endpoint_ = store_->default_endpoint(kDefaultTenant, "github").value();
  }
  ~BusyStore() { store_->close(); }

  // Returns when all are under way, and some of them perhaps confirmed.
  void send(int events) {
    for (int i = 0; i < events; ++i) {
      {
        std::unique_lock lock(mutex_);
        REQUIRE(room_.wait_for(lock, kPatience, [this] { return under_way_ < kUnderWayMax; }));
        ++under_way_;
      }
      append(host::make_event_id(clock_.now_ns()));
    }
  }

  void wait() {
    std::unique_lock lock(mutex_);
    REQUIRE(room_.wait_for(lock, kPatience, [this] { return under_way_ == 0; }));
  }

  crash::Confirmed confirmed() {
    const std::lock_guard lock(mutex_);
    return confirmed_;
  }
  StoreHealth health() const { return store_->health(); }

 private:
  void append(const std::string& id) {
    const host::UnixNs now = clock_.now_ns();
    store_->append(crash::make_append(endpoint_, id, now),
                   [this, id, now](const AppendOutcome& accepted) {
                     if (accepted.status != AppendStatus::accepted) return done();
                     note(confirmed_.accepted, id);
                     store_->settle(crash::make_settlement(endpoint_, id, accepted.seq, now),
                                    [this, id](SettleOutcome settled) {
                                      if (settled.status == SettleStatus::committed)
                                        note(confirmed_.settled, id);
                                      done();
                                    });
                   });
  }
  void note(std::set<std::string>& where, const std::string& id) {
    const std::lock_guard lock(mutex_);
    where.insert(id);
  }
  void done() {
    const std::lock_guard lock(mutex_);
    --under_way_;
    room_.notify_all();
  }

  const host::SystemClock clock_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::size_t under_way_ = 0;   // guarded by mutex_
  crash::Confirmed confirmed_;  // guarded by mutex_
  EndpointId endpoint_ = 0;
  std::unique_ptr<Store> store_;  // last: its callbacks use all of the above
};

// What was confirmed before the power went must be there after it came back.
void lose_power_and_look(crash::LossyDisk& disk, const std::string& running, const std::string& to,
                         const crash::Confirmed& confirmed, crash::Chance& chance) {
  disk.lose_power(running, to, chance);
  crash::check_confirmed(to, confirmed);
  REQUIRE(crash::StoreAudit(to + "/amfs.db").faults() == std::vector<std::string>{});
  disk.forget(to);
  std::filesystem::remove_all(to);
}

}  // namespace

TEST_CASE("what the store confirmed survives a power loss") {
  crash::LossyDisk& disk = crash::LossyDisk::install();
  const test::TempDir directory;
  crash::Chance chance(crash::choose_seed("power"));
  const int rounds = crash::rounds();
  const std::size_t restarts = disk.log_restarts();
  const std::size_t syncs = disk.main_syncs();
  std::size_t confirmed = 0;
  for (int life = 0; life < 2; ++life) {
    BusyStore store(directory / "running");
    for (int round = 0; round < rounds; ++round) {
      INFO("life " << life << ", round " << round);
      store.send(chance.between(1, kEventsMax));
      chance.spin(std::chrono::microseconds(2000));
      const crash::Confirmed before = store.confirmed();
      lose_power_and_look(disk, directory / "running", directory / "after", before, chance);
      confirmed = before.size();
    }
    store.wait();
  }
  CHECK(confirmed > 0);
  CHECK(disk.main_syncs() - syncs > static_cast<std::size_t>(rounds));
  CHECK(disk.log_restarts() > restarts);
  WARN("power: " << 2 * rounds << " losses, " << disk.main_syncs() - syncs << " checkpoints, "
                 << disk.log_restarts() - restarts << " new logs, none of " << confirmed
                 << " confirmed lost");
}

TEST_CASE("a disk that does not take a checkpoint loses nothing that was confirmed") {
  crash::LossyDisk& disk = crash::LossyDisk::install();
  const test::TempDir directory;
  crash::Chance chance(crash::choose_seed("broken disk"));
  crash::Confirmed confirmed;
  {
    BusyStore store(directory / "running");
    store.send(kEventsMax);
    disk.break_main_files();
    while (store.health().writable) store.send(1);
    store.wait();
    CHECK(store.health().reason.find("check the disk, then restart the host") != std::string::npos);
    disk.mend();  // what it forgot stays forgotten
    confirmed = store.confirmed();
    lose_power_and_look(disk, directory / "running", directory / "after", confirmed, chance);
  }
  // The store is closed: only the log has what the disk forgot.
  lose_power_and_look(disk, directory / "running", directory / "after", confirmed, chance);
}

TEST_CASE("the log stays bounded while the disk does not take a checkpoint") {
  constexpr std::uintmax_t kLogBytesMax = std::uintmax_t{4 * kLogPagesMax} * 4096;
  crash::LossyDisk& disk = crash::LossyDisk::install();
  const test::TempDir directory;
  BusyStore store(directory / "running");
  disk.stall_main_files(true);
  std::thread sender([&] { store.send(20 * kEventsMax); });
  const std::string log = directory / "running/amfs.db-wal";
  const auto log_bytes = [&] { return std::filesystem::file_size(log); };
  // The writer has stopped: the log did not grow for a while.
  std::uintmax_t size = 0;
  for (auto grew = std::chrono::steady_clock::now();
       std::chrono::steady_clock::now() - grew < kStandstill;) {
    if (const std::uintmax_t now = log_bytes(); now != std::exchange(size, now))
      grew = std::chrono::steady_clock::now();
    std::this_thread::yield();
  }
  disk.stall_main_files(false);
  sender.join();
  store.wait();
  CHECK(size >= kLogPagesMax * 4096);
  CHECK(size < kLogBytesMax);
  CHECK(store.health().writable);
}
