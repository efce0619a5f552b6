// The child of store_kill_test: opens the store in DIRECTORY and appends and settles events on many
// threads until it is killed. A line goes to standard output only inside the store's callback, that
// is after the commit: "a ID" = the event was accepted, "s ID" = its results were applied.
#include <unistd.h>

#include <cstdio>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "host/base/encoding.hpp"
#include "host/store/sqlite/sqlite_store.hpp"
#include "tests/crash/store_rows.hpp"

namespace {

using namespace host::store;

constexpr int kThreads = 4;
constexpr int kUnderWayMax = 64;  // per thread: groups of many events, not one at a time

// One write call of a short line is atomic on a pipe: lines of two threads never mix.
void report(char what, const std::string& id) {
  const std::string line = std::string(1, what) + " " + id + "\n";
  if (write(STDOUT_FILENO, line.data(), line.size()) < 0) _exit(1);
}

void append_for_ever(Store& store, EndpointId endpoint, const host::Clock& clock) {
  std::counting_semaphore<kUnderWayMax> room(kUnderWayMax);
  for (;;) {
    room.acquire();
    const host::UnixNs now = clock.now_ns();
    const std::string id = host::make_event_id(now);
    store.append(crash::make_append(endpoint, id, now),
                 [&, id, now](const AppendOutcome& accepted) {
                   if (accepted.status != AppendStatus::accepted) {
                     std::fprintf(stderr, "append refused: %s\n", accepted.error.message.c_str());
                     _exit(1);
                   }
                   report('a', id);
                   store.settle(crash::make_settlement(endpoint, id, accepted.seq, now),
                                [&room, id](SettleOutcome settled) {
                                  if (settled.status == SettleStatus::committed) report('s', id);
                                  room.release();
                                });
                 });
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: amfs_store_child DIRECTORY\n");
    return 2;
  }
  const host::SystemClock clock;
  sqlite::StoreOptions options;
  options.directory = argv[1];
  options.disk_reserve_bytes = 0;
  auto opened = sqlite::open_store(options, clock);
  if (opened.has_error()) {
    std::fprintf(stderr, "%s\n", opened.error().message.c_str());
    return 1;
  }
  Store& store = *opened.value();
  const EndpointId endpoint = store.default_endpoint(kDefaultTenant, "github").value();
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] { append_for_ever(store, endpoint, clock); });
  }
  for (std::thread& thread : threads) thread.join();
}
