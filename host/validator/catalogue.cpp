#include "host/validator/check.hpp"

namespace host::validator {

const std::vector<Check>& catalogue() {
  static const std::vector<Check> all = [] {
    std::vector<Check> checks;
    for (const auto group :
         {file_checks(), manifest_checks(), load_checks(), lifecycle_checks(), transform_checks(),
          odd_event_checks(), abi_checks(), signature_checks(), leak_checks(), fuzz_checks()}) {
      checks.insert(checks.end(), group.begin(), group.end());
    }
    return checks;
  }();
  return all;
}

}  // namespace host::validator
