#include "host/store/outcomes.hpp"

#include <string_view>

namespace host::store {
namespace {

constexpr OutcomeType kTypes[] = {
    {"success", 1.03, true},           {"minor_failure", 0.92, false}, {"failure", 0.90, false},
    {"critical_failure", 0.85, false}, {"clean_deploy", 1.03, true},   {"regression", 0.92, false},
    {"p2_incident", 0.90, false},      {"p1_incident", 0.85, false},
};

}  // namespace

const OutcomeType* find_outcome_type(std::string_view name) {
  for (const OutcomeType& type : kTypes) {
    if (name == type.name) return &type;
  }
  return nullptr;
}

}  // namespace host::store
