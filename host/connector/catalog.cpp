#include "host/connector/catalog.hpp"

#include "host/base/log.hpp"
#include "host/config/nearest.hpp"
#include "host/connector/plugin_cache.hpp"

namespace host::connector {

namespace fs = std::filesystem;

struct Catalog::Look {
  FolderScan scan;
  std::int64_t now = 0;
  bool is_first = false;
  std::set<std::string> visited{};
  std::vector<Change> changes{};
};

bool Catalog::Seen::needs_build(const Seen& before) const {
  return folder != before.folder || digest != before.digest || disabled != before.disabled ||
         surroundings.exposed != before.surroundings.exposed;
}

Catalog::Catalog(CatalogOptions options)
    : options_(std::move(options)), last_good_(options_.manifests_dir) {}

std::vector<Change> Catalog::start() {
  std::error_code ignored;
  if (!fs::equivalent(options_.plugins_dir, options_.built_in_dir, ignored)) {
    auto built_in = scan_folders(options_.built_in_dir);
    if (built_in.has_error()) log::error("{}", built_in.error().message);
    if (built_in.has_value()) built_in_ = std::move(built_in.value().folders);
  }
  for (const std::string& name : last_good_.names()) entries_.try_emplace(name, name);
  auto changes = look_at_all(0, true);
  prune_cache(options_.build.cache_dir, cached_);
  warn_of_strangers();
  return changes;
}

std::vector<Change> Catalog::look(std::int64_t monotonic_now_ns) {
  return look_at_all(monotonic_now_ns, false);
}

std::vector<Change> Catalog::look_at_all(std::int64_t now, bool is_first) {
  auto scan = scan_folders(options_.plugins_dir);
  if (scan.has_error() && !std::exchange(cannot_scan_, true))
    log::error("{}; connectors stay as they are", scan.error().message);
  if (scan.has_error() && !is_first) return {};
  if (scan.has_value()) cannot_scan_ = false;

  Look look{scan.has_value() ? std::move(scan.value()) : FolderScan{}, now, is_first};
  is_settling_ = false;
  const std::vector<fs::path> folders = look.scan.folders;
  for (const fs::path& folder : folders) look_at_folder(look, folder, true);
  for (const fs::path& folder : built_in_) look_at_folder(look, folder, is_first);
  std::vector<std::string> gone;
  for (const auto& [name, entry] : entries_) {
    if (look.visited.count(name) == 0) gone.push_back(name);
  }
  for (const std::string& name : gone) consider(look, name, {}, std::nullopt);
  forget_folders(folders);
  return std::move(look.changes);
}

// `may_change`: its files are looked at again; a built-in's are not.
void Catalog::look_at_folder(Look& look, const fs::path& path, bool may_change) {
  Folder& folder = folders_[path];
  std::optional<FolderContent> content;
  if (may_change) {
    const std::string stamp = stamp_of(path);  // before the content: a change during it shows later
    const auto entry = entries_.find(folder.name);
    const bool is_settling = entry != entries_.end() && entry->second.settling.is_under_way();
    if (stamp != folder.stamp || is_settling) {
      folder.stamp = stamp;
      content = read_content(path);
      update(folder, *content);
    }
  }
  if (look.visited.count(folder.name) == 0) {
    consider(look, folder.name, path, std::move(content));
  } else if (said_.insert(folder.name + '\n' + path.string()).second) {
    log::info("connector {}: {} is not used, another folder has that name and comes first",
              folder.name, path.string());
  }
}

void Catalog::update(Folder& folder, const FolderContent& content) {
  folder.digest = content.digest;
  if (content.manifest.has_value()) {
    folder.name = content.manifest.value().name;
    folder.variables = content.manifest.value().env_vars;
  } else if (folder.name.empty()) {  // else: still what it was before somebody broke it
    folder.name = content.folder.filename().string();
  }
}

void Catalog::forget_folders(const std::vector<fs::path>& present) {
  const std::set<fs::path> plugins(present.begin(), present.end());
  const std::set<fs::path> built_in(built_in_.begin(), built_in_.end());
  for (auto it = folders_.begin(); it != folders_.end();) {
    const bool stays = plugins.count(it->first) > 0 || built_in.count(it->first) > 0;
    it = stays ? std::next(it) : folders_.erase(it);
  }
}

void Catalog::consider(Look& look, const std::string& name, const fs::path& path,
                       std::optional<FolderContent> content) {
  look.visited.insert(name);
  const bool is_removed = look.scan.removed.count(name) > 0;
  if (is_removed && entries_.count(name) == 0) return;
  Entry* entry = entry_for(name);
  if (entry == nullptr) return;
  const bool is_new = !entry->judged && !is_removed && content && content->manifest.has_value();
  if (is_new && options_.on_new_connector) options_.on_new_connector(content->manifest.value());

  const Seen seen = see(look, name, path, *entry);
  const bool is_due = entry->try_again_at != 0 && look.now >= entry->try_again_at;
  if (entry->judged == seen && !is_due) {
    entry->settling.reset();
    return;
  }
  if (!look.is_first && !is_due && !entry->settling.is_settled(seen, look.now)) {
    is_settling_ = true;
    return;
  }
  entry->settling.reset();
  if (is_due) entry->judged.reset();
  judge(look, name, *entry, seen, std::move(content));
}

Catalog::Entry* Catalog::entry_for(const std::string& name) {
  const auto known = entries_.find(name);
  if (known != entries_.end()) return &known->second;
  if (entries_.size() < kConnectorsMax) return &entries_.try_emplace(name, name).first->second;
  if (said_.insert(name).second)
    log::error("more than {} connectors; {} is not loaded", kConnectorsMax, name);
  return nullptr;
}

Catalog::Seen Catalog::see(const Look& look, const std::string& name, const fs::path& path,
                           const Entry& entry) const {
  Seen seen;
  seen.folder = path;
  seen.removed = look.scan.removed.count(name) > 0;
  const auto* settings = settings_of(name, options_.build.settings);
  seen.disabled = look.scan.disabled.count(name) > 0 || (settings != nullptr && !settings->enabled);
  const auto folder = folders_.find(path);
  if (folder != folders_.end()) {
    seen.digest = folder->second.digest;
    seen.surroundings = digest_of_surroundings(name, folder->second.variables, options_.build.env);
  } else {
    const auto& rules = entry.record.generation().manifest;
    seen.surroundings = digest_of_surroundings(
        name, rules ? rules->env_vars : std::vector<config::EnvVarSpec>(), options_.build.env);
  }
  return seen;
}

void Catalog::judge(Look& look, const std::string& name, Entry& entry, const Seen& seen,
                    std::optional<FolderContent> content) {
  const bool has_no_folder = seen.folder.empty();
  if (!seen.removed && !entry.record.has_rules() && has_no_folder)
    entry.record.remember(last_good_.read(name), options_.build.env);
  if (seen.removed || (has_no_folder && !entry.record.has_rules())) {
    last_good_.forget(name);
    look.changes.push_back({name, nullptr});
    entries_.erase(name);
    return;
  }
  if (has_no_folder) {
    entry.record.vanish();
  } else if (!entry.judged || seen.needs_build(*entry.judged)) {
    if (!build(look, name, entry, seen, std::move(content))) return;
  }
  entry.judged = seen;
  if (entry.record.has_rules()) last_good_.keep(name, entry.record.generation().yaml);
  look.changes.push_back({name, entry.record.describe(options_.build.env)});
}

// False when the folder's content is no longer what was seen: the next look decides.
bool Catalog::build(Look& look, const std::string& name, Entry& entry, const Seen& seen,
                    std::optional<FolderContent> content) {
  if (!content) content = read_content(seen.folder);
  if (content->digest != seen.digest) {
    update(folders_[seen.folder], *content);
    is_settling_ = true;
    return false;
  }
  const bool is_marked = look.scan.disabled.count(name) > 0;
  Built built =
      build_generation(*content, options_.build, disabled_because(name, seen.disabled, is_marked));
  entry.try_again_at = built.try_again ? look.now + kTryAgainNs : 0;
  if (!built.cached.empty()) cached_.insert(built.cached.parent_path());
  if (built.state != ConnectorState::ready && !entry.record.has_rules())
    entry.record.remember(last_good_.read(name), options_.build.env);
  entry.record.take(std::move(built));
  return true;
}

std::string Catalog::disabled_because(const std::string& name, bool is_disabled, bool is_marked) {
  if (!is_disabled) return {};
  return is_marked ? "disabled; to enable it, run: amfs connector enable " + name
                   : std::string("disabled in amfs.yaml");
}

// Settings for a connector that is not there are a slip of the pen, or it was removed.
void Catalog::warn_of_strangers() const {
  if (options_.build.settings == nullptr) return;
  std::vector<std::string> known;
  for (const auto& [name, entry] : entries_) known.push_back(name);
  for (const auto& [name, settings] : *options_.build.settings) {
    if (entries_.count(name) > 0) continue;
    log::warn("amfs.yaml: connectors.{} names no connector that is installed{}", name,
              config::did_you_mean(name, known));
  }
}

}  // namespace host::connector
