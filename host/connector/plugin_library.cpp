#include "host/connector/plugin_library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/dll/shared_library.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "host/config/nearest.hpp"

namespace host::connector {
namespace {

constexpr std::uint32_t kClassesMax = 64;

// Every library ever loaded, by cached path: kept open until the process ends.
class Loaded {
 public:
  const boost::dll::shared_library& open(const std::filesystem::path& file) {
    const std::lock_guard lock(mutex_);
    const auto known = libraries_.find(file);
    if (known != libraries_.end()) return *known->second;
    if (libraries_.size() >= kLibrariesMax)
      throw std::runtime_error(fmt::format("{} are loaded; restart amfs first", kLibrariesMax));
    // Now: a missing symbol is an error here, not the end of the process at its first call.
    // Local: plugins do not see each other's symbols. The throwing constructor keeps dlerror's
    // text.
    auto library = std::make_unique<boost::dll::shared_library>(
        file, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
    // Leaked on purpose: a destructor at exit would unload code that threads may still be in.
    return *(libraries_[file] = library.release());
  }

 private:
  std::mutex mutex_;
  std::map<std::filesystem::path, boost::dll::shared_library*> libraries_;  // guarded by mutex_
};

Loaded& loaded() {
  static auto* const instance = new Loaded;
  return *instance;
}

Error refuse(const std::string& shown, const std::string& what) {
  return {"plugin_refused", shown + ": " + what};
}

std::string text_of(const amfs_str& text) {
  return text.ptr == nullptr ? std::string() : std::string(text.ptr, text.len);
}

bool is_complete(const amfs_class* entry) {
  return entry != nullptr && AMFS_HAS(amfs_class, entry, get_extension) &&
         entry->create != nullptr && entry->destroy != nullptr && entry->transform != nullptr;
}

Result<const amfs_class*> find_class(const amfs_entry& entry, const std::string& shown,
                                     const std::string& class_name) {
  std::vector<std::string> names;
  const amfs_class* found = nullptr;
  for (std::uint32_t i = 0; i < std::min(entry.class_count, kClassesMax); ++i) {
    const amfs_class* candidate = entry.get_class(i);
    if (!is_complete(candidate))
      return refuse(shown, "offers an incomplete class; rebuild it with the amfs SDK");
    names.push_back(text_of(candidate->class_name));
    if (names.back() == class_name || (class_name.empty() && entry.class_count == 1))
      found = candidate;
  }
  if (found != nullptr) return found;
  std::string offered;
  for (const std::string& name : names) offered += (offered.empty() ? "" : ", ") + name;
  return refuse(
      shown, fmt::format("has no class {}{}; it offers: {}; correct entry_point in connector.yaml",
                         class_name, config::did_you_mean(class_name, names),
                         offered.empty() ? "none" : offered));
}

}  // namespace

Result<const amfs_class*> load_class(const std::filesystem::path& file, const std::string& shown,
                                     const std::string& class_name) {
  try {
    const auto& library = loaded().open(file);
    if (!library.has(AMFS_ENTRY_SYMBOL)) {
      return refuse(shown, "does not export " AMFS_ENTRY_SYMBOL
                           "; add AMFS_CONNECTOR(YourClass) to its source");
    }
    const auto get_entry = library.get<const amfs_entry*()>(AMFS_ENTRY_SYMBOL);
    const amfs_entry* entry = get_entry();
    // Asked again of the running code: the note could lie.
    const bool fits = entry != nullptr && AMFS_HAS(amfs_entry, entry, get_extension) &&
                      entry->abi_major == AMFS_ABI_MAJOR &&
                      entry->min_host_minor <= AMFS_ABI_MINOR && entry->get_class != nullptr;
    if (!fits)
      return refuse(shown, "its entry speaks another connector ABI than its note says; rebuild it");
    return find_class(*entry, shown, class_name);
  } catch (const std::exception& error) {
    return refuse(shown, fmt::format("cannot be loaded ({}); link everything it needs into it",
                                     error.what()));
  }
}

}  // namespace host::connector
