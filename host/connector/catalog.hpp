// Catalog: the connectors of this host — every folder with a connector.yaml below the operator's
// plugins directory and the built-in one — and how they change while the host runs.
//
// look() compares what is on disk and in the environment with what was seen before, and reports the
// connectors that became others. A change counts once it has settled (settling.hpp). Built-in
// folders are looked for at the start only. One that is broken is listed with its reason and stops
// nobody.
//
// Thread rule: one thread at a time. Runs constructors of plugins, reads and hashes files.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "host/connector/connector.hpp"
#include "host/connector/folder_scan.hpp"
#include "host/connector/generation.hpp"
#include "host/connector/last_good.hpp"
#include "host/connector/record.hpp"
#include "host/connector/settling.hpp"
#include "host/connector/surroundings.hpp"

namespace host::connector {

inline constexpr std::int64_t kTryAgainNs = 15 * kNsPerSecond;  // after a failure of the disk

struct CatalogOptions {
  std::filesystem::path built_in_dir;
  std::filesystem::path plugins_dir;    // wins over a built-in connector of the same name
  std::filesystem::path manifests_dir;  // see LastGood
  BuildOptions build;
  // Called with a connector's manifest before its secrets are read for the first time.
  std::function<void(const config::Manifest&)> on_new_connector;
};

struct Change {
  std::string name;
  std::shared_ptr<const Connector> connector;  // null: removed
};

class Catalog {
 public:
  explicit Catalog(CatalogOptions options);

  // Takes what is there at once. Call it first, and once.
  std::vector<Change> start();
  std::vector<Change> look(std::int64_t monotonic_now_ns);
  // Something was seen that has to be seen again, soon.
  bool is_settling() const { return is_settling_; }

 private:
  // All that decides about a connector, as one look found it.
  struct Seen {
    std::filesystem::path folder;  // empty: none
    std::string digest;
    bool disabled = false;
    bool removed = false;
    SurroundingsDigest surroundings;
    bool operator==(const Seen&) const = default;
    bool needs_build(const Seen& before) const;
  };
  struct Folder {
    std::string stamp;
    std::string digest;
    std::string name;
    std::vector<config::EnvVarSpec> variables;
  };
  struct Entry {
    explicit Entry(const std::string& name) : record(name) {}
    ConnectorRecord record;
    std::optional<Seen> judged;  // what `record` was made of
    Settling<Seen> settling;
    std::int64_t try_again_at = 0;  // 0 = not
  };
  struct Look;

  std::vector<Change> look_at_all(std::int64_t now, bool is_first);
  void look_at_folder(Look& look, const std::filesystem::path& path, bool may_change);
  static void update(Folder& folder, const FolderContent& content);
  void forget_folders(const std::vector<std::filesystem::path>& present);
  void consider(Look& look, const std::string& name, const std::filesystem::path& path,
                std::optional<FolderContent> content);
  Entry* entry_for(const std::string& name);
  Seen see(const Look& look, const std::string& name, const std::filesystem::path& path,
           const Entry& entry) const;
  void judge(Look& look, const std::string& name, Entry& entry, const Seen& seen,
             std::optional<FolderContent> content);
  bool build(Look& look, const std::string& name, Entry& entry, const Seen& seen,
             std::optional<FolderContent> content);
  static std::string disabled_because(const std::string& name, bool is_disabled, bool is_marked);
  void warn_of_strangers() const;

  CatalogOptions options_;
  LastGood last_good_;
  std::vector<std::filesystem::path> built_in_;
  std::map<std::filesystem::path, Folder> folders_;
  std::map<std::string, Entry> entries_;
  std::set<std::filesystem::path> cached_;  // folders of libraries' copies in use
  std::set<std::string> said_;              // warnings that are given once
  bool is_settling_ = false;
  bool cannot_scan_ = false;
};

}  // namespace host::connector
