// The GitHub connector, loaded once for each test case.
#pragma once

#include <amfs/time.hpp>
#include <string>

#include "tests/plugins/abi_harness.hpp"
#include "tests/plugins/event_file.hpp"

namespace harness {

struct GitHub {
  explicit GitHub(const std::string& config_json = "{}") {
    environment.entity_path = "repos";
    environment.config_json = config_json;
  }

  Outcome transform(const EventFile& file) {
    EventSpec spec;
    spec.type = file.event_type;
    spec.payload = file.payload;
    return instance().transform(spec);
  }
  Outcome own(const std::string& fixture) {
    return transform(own_event("github", fixture + ".json"));
  }
  Instance& instance() {
    if (!instance_) instance_.emplace(*library.find("GitHubConnector"), environment);
    return *instance_;
  }

  Library library{connector_file("github")};
  Environment environment;

 private:
  std::optional<Instance> instance_;
};

inline std::int64_t ns(const std::string& rfc3339) {
  return amfs::to_unix_ns(amfs::parse_rfc3339(rfc3339).value());
}

}  // namespace harness
