// The secret to sign a sample delivery with. Never from the command line: `ps` shows that.
#pragma once

#include <filesystem>
#include <string>

#include "host/base/error.hpp"
#include "host/cli/delivery.hpp"
#include "host/config/environment.hpp"
#include "host/config/manifest.hpp"
#include "host/config/secret_string.hpp"

namespace host::cli {

// AMFS_CONNECTOR_{NAME}_SECRET (or …_FILE, or a systemd credential), else the line of that name in
// dev.env of the data directory. Errors: `secret_missing` and those of config::read_secret.
Result<config::SecretString> find_delivery_secret(const std::string& connector,
                                                  const std::filesystem::path& data_dir,
                                                  const config::Environment& env);

// What a sample of this connector is signed with: its secret, and for ed25519 the private key in
// AMFS_CONNECTOR_{NAME}_SIGNING_KEY. Empty for scheme none.
Result<ingest::SenderSecrets> find_signing_secrets(const config::Manifest& manifest,
                                                   const std::filesystem::path& data_dir,
                                                   const config::Environment& env);

}  // namespace host::cli
