// What can be said of a connector on disk without running it: the variables it needs, what it may
// do, whether this amfs could load it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "host/bundle/bundle.hpp"
#include "host/bundle/registry_index.hpp"
#include "host/cli/connector_places.hpp"
#include "host/config/environment.hpp"
#include "host/config/manifest.hpp"

namespace host::cli {

struct VariableFact {
  std::string name;
  std::string description;
  bool required = false;
  bool is_set = false;  // in this command's environment
  std::string problem;  // set, but cannot be read
};

// The manifest's variables and, where deliveries are signed, the secret.
std::vector<VariableFact> variables_of(const config::Manifest& manifest,
                                       const config::Environment& env);

// "set A and B": the required ones that are not set; "" when none is missing.
std::string missing_text(const std::vector<VariableFact>& variables);

// "repos and below, plans and below"
std::string writable_text(const config::Manifest& manifest);

// Of this amfs.
bundle::HostFacts host_facts();

// The ABI the library needs; an Error where this amfs cannot load it.
Result<bundle::Abi> library_abi(std::string_view library, const std::string& shown);

// An Error unless this amfs can run the connector.
Result<void> check_runs_here(const bundle::Bundle& bundle);

// The host's words, and "installed" where only a running host could say more.
struct LocalState {
  std::string state;
  std::string reason;
};

struct LocalConnector {
  std::string name;  // the manifest's, or the folder's where that cannot be read
  std::filesystem::path folder;
  std::optional<config::Manifest> manifest;
  LocalState state;
};

// All of the plugins directory and the built-in ones, in name order, without those that were
// removed. The operator's folder wins over a built-in one.
std::vector<LocalConnector> local_connectors(const Places& places, const config::Environment& env);

}  // namespace host::cli
