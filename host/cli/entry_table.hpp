// Entries as people see them, for `entry` and `search`.
#pragma once

#include <rapidjson/document.h>

#include <iosfwd>
#include <string>

namespace host::cli {

// The writer's headline, else the value itself; from elsewhere: not safe to print as it is.
std::string headline(const rapidjson::Value& entry);

void print_entries(std::ostream& out, rapidjson::Value::ConstArray entries);

// Versions of one key, newest first as they come: no path and key, but what became of each.
void print_versions(std::ostream& out, rapidjson::Value::ConstArray versions);

}  // namespace host::cli
