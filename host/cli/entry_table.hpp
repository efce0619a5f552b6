// Entries as people see them, for `entry` and `search`.
#pragma once

#include <rapidjson/document.h>

#include <iosfwd>

namespace host::cli {

void print_entries(std::ostream& out, rapidjson::Value::ConstArray entries);

// Versions of one key, newest first as they come: no path and key, but what became of each.
void print_versions(std::ostream& out, rapidjson::Value::ConstArray versions);

}  // namespace host::cli
