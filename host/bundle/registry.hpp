// Registry: a directory with index.json and the .amfsc files it names. What comes out of it has
// the size and the SHA-256 that the index says.
#pragma once

#include <filesystem>
#include <string>

#include "host/base/error.hpp"
#include "host/bundle/bundle.hpp"
#include "host/bundle/registry_index.hpp"

namespace host::bundle {

Result<Index> read_index(const std::filesystem::path& registry);

// The bundle of one version of the index, with its contents checked against the index too.
Result<Bundle> fetch(const std::filesystem::path& registry, const IndexConnector& connector,
                     const IndexVersion& version);

// Writes a .amfsc into the registry and its line into the index; makes both when missing. Waits
// for other writers.
Result<void> publish(const std::filesystem::path& registry, const Bundle& bundle,
                     const std::string& packed, const Abi& abi);

}  // namespace host::bundle
