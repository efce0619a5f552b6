// The crash tests' randomness and length, both set from outside:
//   AMFS_CRASH_ROUNDS  how many times a process is killed (default 20)
//   AMFS_CRASH_SEED    repeats the random choices of an earlier run; the seed is always printed
#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace crash {

inline constexpr int kDefaultRounds = 20;

int rounds();

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}

  int between(int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(engine_);
  }
  bool one_in(int n) { return between(1, n) == 1; }

  // Keeps the processor busy for up to `most`: shifts the moment of a kill by less than a sleep
  // can.
  void spin(std::chrono::microseconds most);

 private:
  std::mt19937_64 engine_;
};

// Prints the seed it chose.
std::uint64_t choose_seed(const char* test_name);

}  // namespace crash
