// A disk that is full for a minute: all are refused with 503, which every provider repeats.
#include <iostream>

#include "tests/senders/sender_host.hpp"
#include "tests/support/small_disk.hpp"

using namespace senders;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::size_t kDiskBytes = 512U << 20;
constexpr std::size_t kReserve = 64U << 20;
constexpr int kUnavailable = 503;

struct Fixture : SenderHost {
  Fixture() : disk(dir() / "disk", kDiskBytes) {
    options().data_dir = dir() / "disk/data";
    integration::write_file(dir() / "amfs.yaml",
                            "storage: {disk_reserve_bytes: " + std::to_string(kReserve) + "}\n");
    options().arguments = {"--config", dir() / "amfs.yaml"};
  }
  // The host looks at its disk now and then: write until it has seen what happened.
  void wait_for_writes_to_answer(int status) {
    REQUIRE(test::wait_until(
        [&] {
          const int answered =
              api()
                  .post("/events", R"({"source":"probe","entity_path":"probe","value":1,"key":"k)" +
                                       std::to_string(probes_written) + "\"}")
                  .status;
          if (answered == 200) ++probes_written;
          return answered == status;
        },
        integration::kSettlePatience));
  }

  test::SmallDisk disk;
  int probes_written = 0;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a disk that is full for a minute, for senders", "[senders]") {
  if (!disk.is_mounted()) {
    std::cout << "SKIPPED: full disk for senders, needs the right to mount a tmpfs ("
              << disk.why_not() << ")\n";
    return;
  }
  agenda.at(10min, [&] {
    disk.fill_to(kReserve / 2);
    wait_for_writes_to_answer(kUnavailable);
  });
  agenda.at(11min, [&] {
    disk.free_up();
    wait_for_writes_to_answer(200);
  });
  run();
  check_recovered(kUnavailable, 0, probes_written);
}
