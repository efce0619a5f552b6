// ElfImage: what an ELF library says about itself in its program headers and dynamic section, read
// from the file's bytes. Nothing is loaded; every offset in the file is hostile. Section headers
// are not looked at: strip removes them, and a loader never reads them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/error.hpp"

namespace host::validator {

inline constexpr std::size_t kSegmentsMax = 256;
inline constexpr std::size_t kDynamicEntriesMax = 1024;
inline constexpr std::size_t kSymbolsMax = std::size_t{1} << 20;
inline constexpr std::size_t kVersionsMax = 4096;
inline constexpr std::size_t kElfNameMax = 4096;  // bytes of one name; longer ones are cut

struct ElfSegment {
  std::uint32_t type = 0;   // PT_…
  std::uint32_t flags = 0;  // PF_…
};

struct ElfSymbol {
  std::string name;
  std::uint8_t binding = 0;  // STB_…
  bool is_defined = false;
};

struct ElfImage {
  std::vector<ElfSegment> segments;
  std::vector<std::string> needed;           // DT_NEEDED
  std::vector<std::string> needed_versions;  // "GLIBC_2.34", of all needed libraries
  std::vector<ElfSymbol> symbols;            // dynamic ones
  std::string run_path;                      // DT_RPATH or DT_RUNPATH
  std::uint64_t flags = 0;                   // DT_FLAGS, with DT_TEXTREL and DT_BIND_NOW put in
  std::uint64_t flags_1 = 0;                 // DT_FLAGS_1
  bool has_build_id = false;

  const ElfSegment* find(std::uint32_t type) const;

  // An error says in one sentence why this is no library for this machine.
  static Result<ElfImage> parse(std::string_view image);
};

}  // namespace host::validator
