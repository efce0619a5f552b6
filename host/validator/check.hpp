// A check: one question about a connector, asked in a process of its own, and its answer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/validator/report.hpp"

namespace host::validator {

struct Subject;

// The answer of a check that came to its end.
struct Finding {
  Status status = Status::passed;
  std::string detail;
};
inline Finding passed() { return {}; }
inline Finding failed(std::string why) { return {Status::failed, std::move(why)}; }
inline Finding warning(std::string why) { return {Status::warning, std::move(why)}; }
inline Finding skipped(std::string why) { return {Status::skipped, std::move(why)}; }
// Passed without a fault, else failed with it.
inline Finding unless(const std::optional<std::string>& fault) {
  return fault ? failed(*fault) : passed();
}

// What must be there before the question makes sense. Where it is missing the check is skipped:
// another one fails for it.
enum class Need : std::uint8_t {
  nothing,
  image,     // the library's bytes, as ELF
  manifest,  // a good connector.yaml
  both,      // manifest and image
  code,      // both, and the class that the manifest names, loaded
};

struct Check {
  const char* id;        // kebab-case, for ever
  const char* group;     // what is looked at
  const char* sentence;  // what a good connector does
  const char* advice;    // what to do when it does not
  Need need;
  Finding (*run)(const Subject& subject);
};

// Tells the parent what is tried next: should that end the process, the report names it.
void announce(std::string_view stage);

// In the order of the report.
const std::vector<Check>& catalogue();

// The groups, each in the file of its name.
std::span<const Check> file_checks();
std::span<const Check> manifest_checks();
std::span<const Check> load_checks();
std::span<const Check> lifecycle_checks();
std::span<const Check> transform_checks();
std::span<const Check> odd_event_checks();
std::span<const Check> abi_checks();
std::span<const Check> signature_checks();
std::span<const Check> leak_checks();
std::span<const Check> fuzz_checks();

}  // namespace host::validator
