// What the library's file says, before a byte of it runs.
#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "amfs/abi/connector.h"
#include "host/config/manifest_loader.hpp"
#include "host/connector/plugin_file.hpp"
#include "host/validator/subject.hpp"

namespace host::validator {
namespace {

constexpr std::size_t kLibrarySizeMax = std::size_t{8} << 20;
constexpr std::size_t kListedMax = 5;  // names in one message

// On every Debian 12 machine and its like.
constexpr std::array<std::string_view, 9> kAllowedLibraries{
    "libc.so.6",  "libm.so.6",  "libstdc++.so.6",       "libgcc_s.so.1",        "libpthread.so.0",
    "libdl.so.2", "librt.so.1", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"};
// Must be installed beside the host: works, but not everywhere.
constexpr std::array<std::string_view, 4> kOptionalLibraries{"libc++.so.1", "libc++abi.so.1",
                                                             "libunwind.so.1", "libatomic.so.1"};

// The oldest system that a connector has to run on (Debian 12).
struct SystemLevel {
  std::string_view prefix;
  int major, minor, patch;
};
constexpr std::array<SystemLevel, 3> kSystemLevels{
    {{"GLIBC_", 2, 36, 0}, {"GLIBCXX_", 3, 4, 30}, {"CXXABI_", 1, 3, 13}}};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

std::string join(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < kListedMax; ++i)
    out += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > kListedMax) out += fmt::format(" and {} more", names.size() - kListedMax);
  return out;
}

Finding library_readable(const Subject& subject) {
  const auto manifest = config::load_manifest(subject.folder / config::kManifestFile);
  const auto file = find_library(subject.folder, manifest ? &*manifest : nullptr);
  if (file.empty()) return failed("the folder holds no library, or more than one");
  const auto image = connector::read_plugin_file(file.string());
  if (!image) return failed(image.error().message);
  const auto elf = ElfImage::parse(*image);
  return elf ? passed() : failed(file.filename().string() + ": " + elf.error().message);
}

Finding elf_note(const Subject& subject) {
  const auto note = connector::inspect_plugin(subject.image, subject.library.filename().string());
  return note ? passed() : failed(note.error().message);
}

Finding exports_entry_only(const Subject& subject) {
  std::vector<std::string> others;
  bool has_entry = false;
  for (const ElfSymbol& symbol : subject.elf.symbols) {
    if (!symbol.is_defined) continue;
    if (symbol.name == AMFS_ENTRY_SYMBOL) {
      has_entry = true;
    } else {
      others.push_back(symbol.name);
    }
  }
  if (!has_entry) return failed("it does not export " AMFS_ENTRY_SYMBOL);
  if (others.empty()) return passed();
  return failed(fmt::format("it also exports {}", join(others)));
}

Finding needed_libraries(const Subject& subject) {
  std::vector<std::string> refused;
  std::vector<std::string> doubtful;
  for (const std::string& name : subject.elf.needed) {
    if (contains(kOptionalLibraries, name)) {
      doubtful.push_back(name);
    } else if (!contains(kAllowedLibraries, name)) {
      refused.push_back(name);
    }
  }
  if (!refused.empty()) return failed("it needs " + join(refused));
  if (!doubtful.empty())
    return warning(join(doubtful) + " must be installed on every machine that runs the connector");
  return passed();
}

// "GLIBC_2.34" is above {"GLIBC_", 2, 36, 0}?
bool is_above(std::string_view version, const SystemLevel& level) {
  if (!version.starts_with(level.prefix)) return false;
  version.remove_prefix(level.prefix.size());
  std::array<int, 3> parts{0, 0, 0};
  for (int& part : parts) {
    const auto [stop, error] =
        std::from_chars(version.data(), version.data() + version.size(), part);
    if (error != std::errc{}) return true;  // GLIBC_PRIVATE and the like: nothing to build on
    version.remove_prefix(static_cast<std::size_t>(stop - version.data()));
    if (version.empty()) break;
    version.remove_prefix(1);
  }
  return parts > std::array<int, 3>{level.major, level.minor, level.patch};
}

Finding system_level(const Subject& subject) {
  std::vector<std::string> above;
  for (const std::string& version : subject.elf.needed_versions) {
    if (std::any_of(kSystemLevels.begin(), kSystemLevels.end(),
                    [&](const SystemLevel& level) { return is_above(version, level); }))
      above.push_back(version);
  }
  return above.empty() ? passed() : failed("it needs " + join(above));
}

Finding no_run_path(const Subject& subject) {
  if (subject.elf.run_path.empty()) return passed();
  return failed("it searches libraries in " + subject.elf.run_path);
}

Finding no_text_relocations(const Subject& subject) {
  return (subject.elf.flags & DF_TEXTREL) == 0 ? passed()
                                               : failed("its code is patched when loaded");
}

Finding no_executable_data(const Subject& subject) {
  const ElfSegment* stack = subject.elf.find(PT_GNU_STACK);
  if (stack == nullptr) return failed("it does not say that its stack is not executable");
  if ((stack->flags & PF_X) != 0) return failed("it asks for an executable stack");
  const bool mixed = std::any_of(subject.elf.segments.begin(), subject.elf.segments.end(),
                                 [](const ElfSegment& segment) {
                                   return segment.type == PT_LOAD && (segment.flags & PF_W) != 0 &&
                                          (segment.flags & PF_X) != 0;
                                 });
  return mixed ? failed("it has memory that is writable and executable") : passed();
}

Finding relro_now(const Subject& subject) {
  if (subject.elf.find(PT_GNU_RELRO) == nullptr)
    return failed("its relocation tables stay writable");
  const bool now = (subject.elf.flags & DF_BIND_NOW) != 0 || (subject.elf.flags_1 & DF_1_NOW) != 0;
  return now ? passed() : failed("its symbols are bound lazily");
}

Finding no_unique_symbols(const Subject& subject) {
  std::vector<std::string> unique;
  for (const ElfSymbol& symbol : subject.elf.symbols) {
    if (symbol.binding == STB_GNU_UNIQUE) unique.push_back(symbol.name);
  }
  return unique.empty() ? passed() : failed("unique in the whole process: " + join(unique));
}

Finding no_static_tls(const Subject& subject) {
  return (subject.elf.flags & DF_STATIC_TLS) == 0
             ? passed()
             : failed("its thread-local variables need room that a running host may not have");
}

Finding build_id(const Subject& subject) {
  return subject.elf.has_build_id ? passed() : warning("a crash cannot be matched to this build");
}

Finding library_size(const Subject& subject) {
  if (subject.image.size() <= kLibrarySizeMax) return passed();
  return warning(fmt::format("it has {} MiB, {} are plenty", subject.image.size() >> 20,
                             kLibrarySizeMax >> 20));
}

constexpr char kUseHelper[] = "Build it with amfs_add_connector(), which sets this.";

constexpr std::array kChecks{
    Check{"library-readable", "file", "The library is there and is one for this machine.",
          "Build the connector for this machine and put the .so beside connector.yaml.",
          Need::nothing, &library_readable},
    Check{"elf-note", "file", "The library carries the AMFS note of an ABI that this host speaks.",
          "Rebuild it with this host's SDK; in C, put AMFS_EMIT_NOTE() into one source.",
          Need::image, &elf_note},
    Check{"exports-entry-only", "file", "The library exports its entry point and nothing else.",
          "Link with the SDK's version script (amfs_add_connector() does).", Need::image,
          &exports_entry_only},
    Check{"needed-libraries", "file", "The library needs only libraries that every host has.",
          "Link what it needs statically into it, with -Wl,--exclude-libs,ALL.", Need::image,
          &needed_libraries},
    Check{"system-level", "file", "The library runs with the C and C++ libraries of Debian 12.",
          "Build it on Debian 12, or in its container image.", Need::image, &system_level},
    Check{"no-run-path", "file", "The library has no search path of its own.",
          "Link without -rpath (CMake: SKIP_BUILD_RPATH ON, INSTALL_RPATH \"\").", Need::image,
          &no_run_path},
    Check{"no-text-relocations", "file", "The library's code is position independent.",
          "Compile every object that goes into it with -fPIC.", Need::image, &no_text_relocations},
    Check{"no-executable-data", "file", "No memory of the library is writable and executable.",
          "Link with -z noexecstack; mark assembler sources with .note.GNU-stack.", Need::image,
          &no_executable_data},
    Check{"relro-now", "file", "The library is bound when loaded and its tables are read-only.",
          "Link with -z relro -z now.", Need::image, &relro_now},
    Check{"no-unique-symbols", "file", "The library has no process-wide unique symbols.",
          "Compile with -fno-gnu-unique and hidden visibility.", Need::image, &no_unique_symbols},
    Check{"no-static-tls", "file", "The library's thread-locals use the dynamic model.",
          "Compile without -ftls-model=initial-exec.", Need::image, &no_static_tls},
    Check{"build-id", "file", "The library has a build id.", kUseHelper, Need::image, &build_id},
    Check{"library-size", "file", "The library is of reasonable size.",
          "Strip it (strip --strip-unneeded) and keep the symbols elsewhere.", Need::image,
          &library_size},
};

}  // namespace

std::span<const Check> file_checks() { return kChecks; }

}  // namespace host::validator
