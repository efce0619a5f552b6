// A plugins directory of a test's own, filled with connectors that were built for tests.
#pragma once

#include <string>

namespace integration {

// Copies test connector `name` to {plugins_dir}/{name}.
void install(const std::string& name, const std::string& plugins_dir);

// The copied connector's files.
std::string manifest_file(const std::string& name, const std::string& plugins_dir);
std::string library_file(const std::string& name, const std::string& plugins_dir);

std::string read_file(const std::string& file);
void write_file(const std::string& file, const std::string& text);

// Replaces the only occurrence of `from` in a file; throws when there is not exactly one.
void edit_file(const std::string& file, const std::string& from, const std::string& to);

}  // namespace integration
