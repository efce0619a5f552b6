// Random changes of an event's payload, repeatable by seed and case.
#pragma once

#include <cstdint>
#include <string>

namespace host::validator {

// Random numbers that are the same on every machine (std's distributions are not). SplitMix64.
class Dice {
 public:
  Dice(std::uint64_t seed, std::uint32_t number);
  std::uint64_t next();
  // 0 … count-1; 0 when count is 0.
  std::size_t below(std::size_t count);

 private:
  std::uint64_t state_;
};

struct Mutated {
  std::string text;
  bool is_json = false;  // within the host's limits: a host would hand it over
};

// Half of the cases stay JSON (a value replaced, a member dropped), the others are any bytes.
Mutated mutate(const std::string& payload, Dice& dice);

}  // namespace host::validator
