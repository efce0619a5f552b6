// The ABI as hosts older and newer than the SDK speak it, with memory that shows every slip.
#include <array>

#include "host/validator/deliver.hpp"

namespace host::validator {
namespace {

Finding oldest_host(const Subject& subject) {
  return unless(first_fault(subject, {.ends_at_wall = true}));
}

Finding input_read_only(const Subject& subject) {
  return unless(first_fault(subject, {.read_only = true}));
}

Finding no_retained_pointers(const Subject& subject) {
  return unless(first_fault(subject, {.gone_after = true}));
}

Finding future_host(const Subject& subject) {
  const auto events = events_of(subject);
  Session now(subject);
  if (!now.create()) return failed(create_fault(now));
  const std::string expected = run_all(now, subject, events);
  Session future(subject, {.from_future_host = true});
  if (!future.create()) return failed("in a newer host: " + create_fault(future));
  if (run_all(future, subject, events) == expected) return passed();
  return failed("in a newer host it says something else of the same events");
}

constexpr std::array kChecks{
    Check{"oldest-host", "abi", "It reads nothing behind the end of the host's structs and texts.",
          "Test AMFS_HAS before reading a newer field; texts have a length and no NUL.", Need::code,
          &oldest_host},
    Check{"future-host", "abi", "Structs that are longer than it knows are no problem.",
          "Compare struct_size with >=, never with ==; never copy struct_size bytes.", Need::code,
          &future_host},
    Check{"input-read-only", "abi", "It does not write to what the host hands over.",
          "Copy before you change something; all input is const.", Need::code, &input_read_only},
    Check{"no-retained-pointers", "abi", "It keeps no pointer to what a call handed over.",
          "Copy what the next call needs; views of an event die with the call.", Need::code,
          &no_retained_pointers},
};

}  // namespace

std::span<const Check> abi_checks() { return kChecks; }

}  // namespace host::validator
