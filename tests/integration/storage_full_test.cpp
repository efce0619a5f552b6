// A full disk: below the reserve the intake refuses with 503 storage_full, nothing acknowledged is
// lost, reading goes on, and with space back everything does.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>

#include "tests/integration/test_host.hpp"
#include "tests/support/small_disk.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::size_t kDiskBytes = 160U << 20;
// The host looks at the disk ten times a second: the reserve covers what arrives in between.
constexpr std::size_t kReserve = 64U << 20;
constexpr std::size_t kBodyBytes = 256 * 1024;

// Does not compress, so that it takes the space it says.
std::string noise(std::size_t bytes) {
  std::string text;
  std::uint64_t state = 88172645463325252ULL;
  while (text.size() < bytes) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    text += static_cast<char>('a' + state % 26);
    text += static_cast<char>('A' + (state >> 8) % 26);
  }
  return text;
}

struct Fixture : TestHost {
  Fixture() : TestHost({"echo"}), disk(dir() / "disk", kDiskBytes) {
    options().data_dir = dir() / "disk/data";
    write_file(dir() / "amfs.yaml",
               "storage: {disk_reserve_bytes: " + std::to_string(kReserve) + "}\n");
    options().arguments = {"--config", dir() / "amfs.yaml"};
    if (disk.is_mounted()) {
      start();
    } else {
      std::cout << "SKIPPED: full-disk tests need the right to mount a tmpfs (" << disk.why_not()
                << ")\n";
    }
  }
  ~Fixture() {
    if (disk.is_mounted()) kill_now();
  }
  std::string body(const std::string& id) {
    return R"({"project":"shop","id":")" + id + R"(","n":")" + noise_ + "\"}";
  }
  // Leaves less than the reserve.
  void fill() { disk.fill_to(kReserve / 2); }
  void free_up() { disk.free_up(); }

  test::SmallDisk disk;
  const std::string noise_ = noise(kBodyBytes);
};

void check_storage_full(const Answer& answer) {
  CHECK(answer.status == 503);
  CHECK(answer.code() == "storage_full");
  CHECK_FALSE(answer.http.header("Retry-After").empty());
}

}  // namespace

TEST_CASE_METHOD(Fixture, "deliveries until the reserve is reached, then 503", "[storage]") {
  if (!disk.is_mounted()) return;
  std::vector<std::string> accepted;
  Answer answer;
  for (int i = 0; i < 1000; ++i) {
    const std::string text = body(std::to_string(i));
    answer = deliver("echo", text, signed_headers(text));
    if (answer.status != 200) break;
    accepted.push_back(answer.text("event_id"));
  }
  check_storage_full(answer);
  REQUIRE(accepted.size() > 3);
  CHECK(disk.free_bytes() > 0);
  // Everything acknowledged is there, now and after a restart.
  for (const std::string& id : accepted) CHECK(api().get("/events/" + id).status == 200);
  CHECK(api().event_count("received") == static_cast<std::int64_t>(accepted.size()));
  kill_now();
  start();
  for (const std::string& id : accepted) CHECK(api().get("/events/" + id).status == 200);
}

TEST_CASE_METHOD(Fixture, "space back, intake back", "[storage]") {
  if (!disk.is_mounted()) return;
  const std::string before = accept("echo", R"({"project":"shop","id":"before"})");
  api().settled_event(before);
  fill();
  int probes = 0;
  REQUIRE(test::wait_until(
      [&] {
        const std::string probe =
            R"({"project":"shop","id":"probe)" + std::to_string(++probes) + "\"}";
        return deliver("echo", probe, signed_headers(probe)).status == 503;
      },
      kSettlePatience));
  const std::string text = R"({"project":"shop","id":"refused"})";
  check_storage_full(deliver("echo", text, signed_headers(text)));
  CHECK(api().get("/ready").status == 503);
  CHECK(api().get("/health").status == 200);
  CHECK(api().get("/entry?entity_path=echo/shop&key=event-before").text("key") == "event-before");
  check_storage_full(
      api().post("/events", R"({"source":"s","entity_path":"p","key":"k","value":1})"));
  free_up();
  // The refused delivery was not half taken in: its repetition is new.
  Answer again;
  REQUIRE(test::wait_until(
      [&] {
        again = deliver("echo", text, signed_headers(text));
        return again.status == 200;
      },
      kSettlePatience));
  CHECK(again.text("status") == "accepted");
  CHECK(api().get("/ready").status == 200);
  CHECK(api().settled_event(again.text("event_id")).text("outcome") == "written");
}

TEST_CASE_METHOD(Fixture, "not one byte left, then space again", "[storage]") {
  if (!disk.is_mounted()) return;
  const std::string id = accept("echo", R"({"project":"shop","id":"before"})");
  api().settled_event(id);
  disk.fill_to(0);
  const std::string text = R"({"project":"shop","id":"after"})";
  REQUIRE(test::wait_until(
      [&] { return deliver("echo", text, signed_headers(text)).status == 503; }, kSettlePatience));
  check_storage_full(deliver("echo", text, signed_headers(text)));
  CHECK(api().post("/events/" + id + "/replay", "").status != 200);
  CHECK(api().get("/entry?entity_path=echo/shop&key=event-before").text("key") == "event-before");
  CHECK(process().is_running());
  free_up();
  Answer answer;
  REQUIRE(test::wait_until(
      [&] {
        answer = deliver("echo", text, signed_headers(text));
        return answer.status == 200;
      },
      kSettlePatience));
  CHECK(api().settled_event(answer.text("event_id")).text("outcome") == "written");
  CHECK(api().event_in_state(id, "done").status == 200);
  check_alive(*this);
}

TEST_CASE_METHOD(Fixture, "a start on a full disk reads, and refuses to write", "[storage]") {
  if (!disk.is_mounted()) return;
  api().settled_event(accept("echo", R"({"project":"shop","id":"kept"})"));
  stop();
  fill();
  start();
  const std::string text = R"({"project":"shop","id":"no"})";
  check_storage_full(deliver("echo", text, signed_headers(text)));
  CHECK(api().get("/entry?entity_path=echo/shop&key=event-kept").text("key") == "event-kept");
}
