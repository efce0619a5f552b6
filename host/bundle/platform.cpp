#include "host/bundle/platform.hpp"

#include <elf.h>
#include <fmt/format.h>

#include <array>
#include <cstring>

#include "host/bundle/file_set.hpp"

namespace host::bundle {
namespace {

struct Machine {
  std::uint16_t elf;
  const char* arch;
};
constexpr std::array<Machine, 2> kMachines{{{EM_X86_64, "x86_64"}, {EM_AARCH64, "aarch64"}}};

constexpr char kOs[] = "linux";

Error refuse(std::string_view file, std::string_view what) {
  return {"bundle_invalid", fmt::format("{}: {}", file, what)};
}

}  // namespace

Platform own_platform() {
#if defined(__linux__) && defined(__x86_64__)
  return {kOs, "x86_64"};
#elif defined(__linux__) && defined(__aarch64__)
  return {kOs, "aarch64"};
#else
#error "unsupported platform: add its name and ELF machine number"
#endif
}

Result<Platform> parse_platform(std::string_view text) {
  for (const Machine& machine : kMachines) {
    Platform platform{kOs, machine.arch};
    if (platform.text() == text) return platform;
  }
  return Error{"bundle_invalid",
               fmt::format("platform \"{}\" is not known here; use linux-x86_64 or linux-aarch64",
                           shown_path(text))};
}

Result<Platform> library_platform(std::string_view image, std::string_view file) {
  Elf64_Ehdr header;
  if (image.size() < sizeof(header)) return refuse(file, "is no ELF library");
  std::memcpy(&header, image.data(), sizeof(header));
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) return refuse(file, "is no ELF library");
  const bool is_64 = header.e_ident[EI_CLASS] == ELFCLASS64;
  const bool is_little = header.e_ident[EI_DATA] == ELFDATA2LSB;
  for (const Machine& machine : kMachines) {
    if (is_64 && is_little && header.e_machine == machine.elf) return Platform{kOs, machine.arch};
  }
  return refuse(file, fmt::format("was built for another architecture (ELF machine {}); amfs runs "
                                  "on x86_64 and aarch64",
                                  header.e_machine));
}

}  // namespace host::bundle
