// install.json beside an installed connector: where it came from, so that nobody replaces it by
// something else of the same name unnoticed.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "host/base/clock.hpp"
#include "host/base/error.hpp"

namespace host::bundle {

inline constexpr char kInstallRecordFile[] = "install.json";

// Who vouches for a connector: one registry, one folder of files, one author's folder.
struct Origin {
  std::string kind;   // "registry", "file" or "folder"
  std::string place;  // its directory, absolute

  bool operator==(const Origin&) const = default;
  std::string text() const { return kind + " " + place; }
};

struct InstallRecord {
  std::string name;
  std::string version;
  Origin origin;
  std::string sha256;  // of the .amfsc; of the digest list when installed from a folder
  UnixNs installed_at = 0;
};

std::string to_json(const InstallRecord& record);

// nullopt when the folder has none, or one that cannot be read: copied there by hand.
std::optional<InstallRecord> read_install_record(const std::filesystem::path& connector_folder);

}  // namespace host::bundle
