#include "tests/crash/chance.hpp"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace crash {
namespace {

template <class T>
T from_environment(const char* name, T otherwise) {
  const char* text = std::getenv(name);
  if (text == nullptr || *text == '\0') return otherwise;
  const std::string_view digits(text);
  T value{};
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || stop != digits.data() + digits.size()) {
    throw std::runtime_error(std::string(name) + " must be a whole number");
  }
  return value;
}

}  // namespace

int rounds() {
  const int count = from_environment("AMFS_CRASH_ROUNDS", kDefaultRounds);
  if (count < 1) throw std::runtime_error("AMFS_CRASH_ROUNDS must be at least 1");
  return count;
}

void Chance::spin(std::chrono::microseconds most) {
  const std::chrono::microseconds length(between(0, static_cast<int>(most.count())));
  const auto end = std::chrono::steady_clock::now() + length;
  while (std::chrono::steady_clock::now() < end) continue;
}

std::uint64_t choose_seed(const char* test_name) {
  const auto seed = from_environment<std::uint64_t>("AMFS_CRASH_SEED", std::random_device{}());
  std::printf("%s: repeat the random choices with AMFS_CRASH_SEED=%llu\n", test_name,
              static_cast<unsigned long long>(seed));
  std::fflush(stdout);
  return seed;
}

}  // namespace crash
