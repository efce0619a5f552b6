// Puts a connector library through every case of cases.hpp, through the code the host itself uses
// to load and call it, and writes down what the host is left with, as text.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "amfs/abi/connector.h"
#include "host/base/error.hpp"

namespace abi {

// The one class of a library: file checks, cached copy, load. `cache` is a folder for the copies.
host::Result<const amfs_class*> load(const std::filesystem::path& library,
                                     const std::filesystem::path& cache);

// Name of a case -> what came of it.
using Outcomes = std::map<std::string, std::string>;

// `exceptions`: false leaves out the cases that need them.
Outcomes run(const amfs_class* entry, bool exceptions);

// expected/outcomes.txt; a heading "## name" before each outcome.
Outcomes read_outcomes(const std::filesystem::path& file);
std::string to_text(const Outcomes& outcomes);

}  // namespace abi
