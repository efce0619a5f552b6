// Hexadecimal text, randomness, and event ids.
#include "host/base/encoding.hpp"

#include <algorithm>
#include <set>
#include <thread>

#include "tests/support/catch.hpp"

using host::from_hex;
using host::kNsPerMs;
using host::make_event_id;
using host::to_hex;

TEST_CASE("bytes become lower-case hexadecimal and come back", "[base][encoding]") {
  const std::string bytes("\x00\x7f\x80\xff\x0a", 5);
  CHECK(to_hex(bytes) == "007f80ff0a");
  CHECK(from_hex("007f80ff0a") == bytes);
  CHECK(from_hex("007F80Ff0A") == bytes);
  CHECK(to_hex("").empty());
  CHECK(from_hex("") == "");
}

TEST_CASE("text that is not hexadecimal is refused", "[base][encoding]") {
  for (const char* text : {"0", "0g", "xx", "0x10", " 00", "00 ", "+1", "-1", "\xC3\xA9"}) {
    INFO(text);
    CHECK_FALSE(from_hex(text));
  }
  CHECK_FALSE(from_hex(std::string_view("0\0", 2)));
}

TEST_CASE("random bytes have the length asked for and differ", "[base][encoding]") {
  CHECK(host::random_bytes(0).empty());
  CHECK(host::random_bytes(1000).size() == 1000);
  CHECK(host::random_bytes(32) != host::random_bytes(32));
}

TEST_CASE("event ids have one form and sort by their millisecond", "[base][encoding]") {
  const host::UnixNs now = 1'779'796'800 * host::kNsPerSecond;
  const std::string id = make_event_id(now);
  CHECK(id.size() == 4 + 26);
  CHECK(id.substr(0, 4) == "evt_");
  CHECK(id.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz", 4) == std::string::npos);

  std::vector<std::string> by_time;
  for (std::int64_t ms : {0, 1, 31, 32, 1023, 1024, 32767, 32768, 40'000'000}) {
    by_time.push_back(make_event_id(now + ms * kNsPerMs));
  }
  CHECK(std::is_sorted(by_time.begin(), by_time.end()));
}

TEST_CASE("event ids of one instant differ, on one thread and across threads", "[base][encoding]") {
  constexpr int kThreads = 4;
  constexpr int kEach = 5000;
  std::vector<std::vector<std::string>> made(kThreads);
  std::vector<std::thread> threads;
  for (auto& ids : made) {
    threads.emplace_back([&ids] {
      for (int i = 0; i < kEach; ++i) ids.push_back(make_event_id(1));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> all;
  for (const auto& ids : made) all.insert(ids.begin(), ids.end());
  CHECK(all.size() == std::size_t{kThreads} * kEach);
}
