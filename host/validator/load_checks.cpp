// Loading the library and asking it what it offers. Here the library is opened by hand: what the
// host's loader would refuse is the very thing to find out.
#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "host/base/clock.hpp"
#include "host/connector/abi_text.hpp"
#include "host/connector/plugin_file.hpp"
#include "host/validator/process_state.hpp"
#include "host/validator/subject.hpp"

namespace host::validator {
namespace {

constexpr std::int64_t kLoadTimeMaxNs = 100 * kNsPerMs;
constexpr std::uint32_t kClassesMax = 64;
constexpr std::string_view kUnknownExtension = "amfs.nothing/99";

struct Loaded {
  const amfs_entry* entry = nullptr;
  std::string fault;
};

void* open_library(const Subject& subject) {
  return dlopen(subject.library.c_str(), RTLD_NOW | RTLD_LOCAL);
}

// Never closed: the process ends soon, and as a host it would not close it either.
Loaded load(const Subject& subject) {
  void* library = open_library(subject);
  if (library == nullptr) return {nullptr, dlerror()};
  const auto get_entry = reinterpret_cast<amfs_entry_fn>(dlsym(library, AMFS_ENTRY_SYMBOL));
  if (get_entry == nullptr) return {nullptr, "it does not export " AMFS_ENTRY_SYMBOL};
  const amfs_entry* entry = get_entry();
  if (entry == nullptr) return {nullptr, "its entry point returns NULL"};
  if (!AMFS_HAS(amfs_entry, entry, get_extension) || entry->get_class == nullptr)
    return {nullptr, "its amfs_entry is incomplete"};
  return {entry, {}};
}

std::uint32_t count(const amfs_entry& entry) { return std::min(entry.class_count, kClassesMax); }

Finding load_now_local(const Subject& subject) {
  const Loaded loaded = load(subject);
  if (loaded.entry == nullptr) return failed(loaded.fault);
  const auto note = connector::inspect_plugin(subject.image, subject.library.string());
  if (!note) return skipped("the library's ABI does not fit; see elf-note");
  if (loaded.entry->abi_major != note->abi_major || loaded.entry->abi_minor != note->abi_minor)
    return failed("its entry tells another ABI version than its note");
  return passed();
}

Finding load_time(const Subject& subject) {
  const std::int64_t start = monotonic_ns();
  const Loaded loaded = load(subject);
  const std::int64_t took = monotonic_ns() - start;
  if (loaded.entry == nullptr) return skipped("it cannot be loaded; see load-now-local");
  if (took <= kLoadTimeMaxNs) return passed();
  return warning(fmt::format("loading took {} ms, at most {} are expected", took / kNsPerMs,
                             kLoadTimeMaxNs / kNsPerMs));
}

// Standard output and error in a file meanwhile, so that what is printed can be counted.
class OutputCounter {
 public:
  OutputCounter() : file_(std::tmpfile()) {
    std::fflush(nullptr);
    for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
      saved_[static_cast<std::size_t>(fd - 1)] = dup(fd);
      if (file_ != nullptr) dup2(fileno(file_), fd);
    }
  }
  std::size_t stop() {
    std::fflush(nullptr);
    for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
      dup2(saved_[static_cast<std::size_t>(fd - 1)], fd);
      close(saved_[static_cast<std::size_t>(fd - 1)]);
    }
    if (file_ == nullptr) return 0;
    const off_t size = lseek(fileno(file_), 0, SEEK_END);
    std::fclose(file_);
    return size > 0 ? static_cast<std::size_t>(size) : 0;
  }

 private:
  std::FILE* file_;
  std::array<int, 2> saved_{};
};

Finding no_work_when_loaded(const Subject& subject) {
  const auto before = ProcessState::now();
  OutputCounter output;
  void* library = open_library(subject);
  const std::size_t printed = output.stop();
  if (library == nullptr) return skipped("it cannot be loaded; see load-now-local");
  const auto after = ProcessState::now();
  if (printed > 0) return failed(fmt::format("loading it printed {} bytes", printed));
  for (const auto& change :
       {thread_growth(before, after), file_growth(before, after), handler_change(before, after)}) {
    if (change) return failed("loading it made a difference: " + *change);
  }
  return passed();
}

template <class F>
Finding with_entry(const Subject& subject, F&& ask) {
  const Loaded loaded = load(subject);
  if (loaded.entry == nullptr) return skipped("it cannot be loaded; see load-now-local");
  return ask(*loaded.entry);
}

Finding entry_is_stable(const Subject& subject) {
  return with_entry(subject, [&](const amfs_entry& entry) {
    if (load(subject).entry != &entry) return failed("the entry point returns another pointer");
    for (std::uint32_t i = 0; i < count(entry); ++i) {
      if (entry.get_class(i) != entry.get_class(i))
        return failed(fmt::format("class {} is another pointer each time", i));
    }
    return passed();
  });
}

Finding unknown_class_is_null(const Subject& subject) {
  return with_entry(subject, [](const amfs_entry& entry) {
    for (const std::uint32_t index : {entry.class_count, UINT32_MAX}) {
      if (entry.get_class(index) != nullptr)
        return failed(
            fmt::format("it has {} classes, but number {} is one too", entry.class_count, index));
    }
    return passed();
  });
}

Finding unknown_extension_is_null(const Subject& subject) {
  return with_entry(subject, [](const amfs_entry& entry) {
    const amfs_str id = connector::to_abi(kUnknownExtension);
    if (entry.get_extension != nullptr && entry.get_extension(id) != nullptr)
      return failed("the library offers an extension that does not exist");
    for (std::uint32_t i = 0; i < count(entry); ++i) {
      const amfs_class* item = entry.get_class(i);
      if (item != nullptr && AMFS_HAS(amfs_class, item, get_extension) &&
          item->get_extension != nullptr && item->get_extension(id) != nullptr)
        return failed("a class offers an extension that does not exist");
    }
    return passed();
  });
}

bool is_class_name(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !name.empty() && letter(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == ':'; });
}

Finding class_names_exact(const Subject& subject) {
  return with_entry(subject, [](const amfs_entry& entry) {
    std::vector<std::string_view> seen;
    for (std::uint32_t i = 0; i < count(entry); ++i) {
      const amfs_class* item = entry.get_class(i);
      if (item == nullptr) return skipped("a class is missing; see struct-sizes");
      const auto name = connector::from_abi(item->class_name);
      if (!is_class_name(name))
        return failed(fmt::format("class {} is called \"{}\", which is no class name", i,
                                  connector::printable(name, 64)));
      if (std::find(seen.begin(), seen.end(), name) != seen.end())
        return failed(fmt::format("two classes are called {}", name));
      seen.push_back(name);
    }
    return passed();
  });
}

Finding struct_sizes(const Subject& subject) {
  return with_entry(subject, [](const amfs_entry& entry) {
    if (entry.reserved != 0) return failed("a reserved field of amfs_entry is not zero");
    if (entry.class_count == 0) return failed("it offers no class");
    if (entry.class_count > kClassesMax)
      return failed(fmt::format("it offers more than {} classes", kClassesMax));
    for (std::uint32_t i = 0; i < entry.class_count; ++i) {
      const amfs_class* item = entry.get_class(i);
      if (item == nullptr) return failed(fmt::format("class {} is missing", i));
      if (!AMFS_HAS(amfs_class, item, get_extension))
        return failed(fmt::format("the struct_size of class {} is {}, at least {} are needed", i,
                                  item->struct_size, sizeof(amfs_class)));
      if ((item->flags & ~AMFS_CLASS_REENTRANT) != 0)
        return failed(fmt::format("class {} has flags that this ABI does not know", i));
      if (item->create == nullptr || item->destroy == nullptr || item->transform == nullptr)
        return failed(fmt::format("class {} lacks create, destroy or transform", i));
    }
    return passed();
  });
}

constexpr char kUseMacro[] =
    "Make entry and class with AMFS_CONNECTOR(Class), or as plugin-side constants in C.";

constexpr std::array kChecks{
    Check{"load-now-local", "load", "The library loads with all its symbols and has an entry.",
          "Link everything it needs into it; -z defs shows what is missing when it is linked.",
          Need::both, &load_now_local},
    Check{"load-time", "load", "Loading takes no noticeable time.",
          "Move work out of static constructors into the first event or the constructor.",
          Need::both, &load_time},
    Check{"no-work-when-loaded", "load", "Loading prints nothing, starts nothing, opens nothing.",
          "Move it out of static constructors into the connector's own constructor.", Need::both,
          &no_work_when_loaded},
    Check{"entry-stable", "load", "Entry and classes are the same pointers each time.", kUseMacro,
          Need::both, &entry_is_stable},
    Check{"unknown-class-null", "load", "A class number beyond the last one is NULL.", kUseMacro,
          Need::both, &unknown_class_is_null},
    Check{"unknown-extension-null", "load", "An extension nobody has heard of is NULL.",
          "Compare the whole id, length included, and return NULL otherwise.", Need::both,
          &unknown_extension_is_null},
    Check{"class-names-exact", "load", "Class names are identifiers, each used once.", kUseMacro,
          Need::both, &class_names_exact},
    Check{"struct-sizes", "abi", "Entry and classes are complete structs of this ABI.", kUseMacro,
          Need::both, &struct_sizes},
};

}  // namespace

std::span<const Check> load_checks() { return kChecks; }

}  // namespace host::validator
