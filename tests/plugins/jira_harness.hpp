// Jira's own fixtures, sent to the connector as its manifest lets them through.
#pragma once

#include <string>

#include "tests/plugins/rig_checks.hpp"

namespace jira_test {

inline const std::string kPath = "projects/jira/SHOP";
inline const std::string kWaiting = "projects/jira/_unassigned";
inline const std::string kKey = "issue-SHOP-41";

inline harness::EventFile fixture(const std::string& name) {
  return harness::own_event("jira", name + ".json");
}

inline harness::Outcome post(harness::Rig& rig, const amfs::Value& payload) {
  return rig.send({payload.dump(), {}});
}

inline amfs::Value issue(const harness::Rig& rig) { return rig.current(kPath, kKey); }

}  // namespace jira_test
