// Waking up when something below the plugins directory changes.
#include "host/connector/folder_watch.hpp"

#include <thread>

#include "tests/support/catch.hpp"
#include "tests/unit/config/temp_folder.hpp"

using host::connector::FolderWatch;
using std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds kLong{20'000};
constexpr std::chrono::milliseconds kShort{20};

// Whether wait() comes back long before its patience ends, after `change` was made.
template <class Change>
bool wakes(FolderWatch& watch, Change change) {
  watch.wait(kShort);  // watches what is there
  change();
  const auto before = steady_clock::now();
  watch.wait(kLong);
  return steady_clock::now() - before < kLong / 2;
}

}  // namespace

TEST_CASE("changes below the directory wake it") {
  const test::TempFolder root;
  root.write("known/connector.yaml", "a");
  root.write(".disabled/x", "");
  FolderWatch watch(root.path());
  CHECK(wakes(watch, [&] { root.write("fresh/connector.yaml", "a"); }));
  CHECK(wakes(watch, [&] { root.write("known/connector.yaml", "b"); }));
  CHECK(wakes(watch, [&] { root.write("fresh/lib.so", "b"); }));
  CHECK(wakes(watch, [&] { root.write(".disabled/y", ""); }));
  CHECK(wakes(watch, [&] { std::filesystem::remove(root.path() / ".disabled/x"); }));
  CHECK(wakes(watch, [&] { std::filesystem::remove_all(root.path() / "known"); }));
  CHECK(
      wakes(watch, [&] { std::filesystem::rename(root.path() / "fresh", root.path() / "later"); }));
}

TEST_CASE("without a change it comes back when its patience ends") {
  const test::TempFolder root;
  root.write("known/connector.yaml", "a");
  FolderWatch watch(root.path());
  const auto before = steady_clock::now();
  watch.wait(kShort);
  CHECK(steady_clock::now() - before >= kShort);
  FolderWatch of_nothing(root.path() / "absent");
  of_nothing.wait(kShort);
}

TEST_CASE("wake() ends a wait, also the next one") {
  const test::TempFolder root;
  FolderWatch watch(root.path());
  std::thread other([&] { watch.wake(); });
  const auto before = steady_clock::now();
  watch.wait(kLong);
  other.join();
  watch.wait(kLong);  // who was woken stays awake: it is going to stop
  CHECK(steady_clock::now() - before < kLong / 2);
}
