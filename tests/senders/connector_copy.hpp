// A built-in connector installed once more in a plugins directory, under a name of its own: nothing
// built in stands in for it when its folder breaks or vanishes.
#pragma once

#include <string>

#include "tests/senders/provider.hpp"

namespace senders {

std::string own_name(const Provider& provider);     // "own-github"
std::string secret_name(const Provider& provider);  // "AMFS_CONNECTOR_OWN_GITHUB_SECRET"

// All take the plugins directory.
void install(const Provider& provider, const std::string& plugins_dir);
std::string folder_of(const Provider& provider, const std::string& plugins_dir);
std::string library_of(const Provider& provider, const std::string& plugins_dir);
// The same manifest, but its code is the test connector `faulty`, which fails events that ask for
// it; all events of these senders do. An event dies after two quick attempts.
void install_failing(const Provider& provider, const std::string& plugins_dir);

}  // namespace senders
