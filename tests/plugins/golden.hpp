// Golden files: what each own fixture of a connector becomes, as JSON for people to review.
//
// With AMFS_UPDATE_GOLDEN set in the environment the files are written instead of compared.
#pragma once

#include <amfs/value.hpp>
#include <string>
#include <vector>

#include "tests/plugins/rig.hpp"

namespace harness {

// The connectors that have own fixtures.
std::vector<std::string> connectors_with_fixtures();

struct Golden {
  std::string name;  // of the fixture or "story.<name>", without ".json"
  amfs::Value content;
};

// One fixture alone, in an empty memory: {event_type, results | outcome}.
Golden golden_of(const std::string& connector, const EventFile& event);

// stories/<connector>.<name>.txt: a title, then one fixture a line. What memory holds after all of
// them, in that order: {title, events, entries}.
std::vector<Golden> stories_of(const std::string& connector);

// "" when the stored file says the same (or was just written); else what to do.
std::string compare(const std::string& connector, const Golden& golden);
// The stored ones of a connector, by name.
std::vector<Golden> stored_goldens(const std::string& connector);

// The same for any generated text file of the project.
std::string compare_text(const std::string& file, const std::string& text);
std::string pretty(const amfs::Value& value);

}  // namespace harness
