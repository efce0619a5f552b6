// Event files: the project's own small fixtures, and the real payloads that $AMFS_FIXTURES_DIR
// names.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace harness {

struct EventFile {
  std::string name;         // shown when a test fails
  std::string event_type;   // as the manifest makes it
  std::string entity_path;  // expected; "" = none is
  std::string payload;
  std::string delivery_id = {};  // expected, of those that have it in the body
};

// fixtures/<provider>/*.json of this folder, by name. The type is that of GitHub, whose file names
// begin with X-GitHub-Event; for the others ask the manifest (rig.hpp).
std::vector<EventFile> own_events(const std::string& provider);
// The one whose file is called `name`.
EventFile own_event(const std::string& provider, const std::string& name);

// The rows of expected.csv for a provider; nullopt (and a loud line) when there are none, or no
// AMFS_FIXTURES_DIR.
std::optional<std::vector<EventFile>> real_events(const std::string& provider);

}  // namespace harness
