// The ELF machine number of libraries that can run here.
#pragma once

#include <elf.h>

#include <cstdint>

namespace host::connector {

#if defined(__x86_64__)
inline constexpr std::uint16_t kElfMachine = EM_X86_64;
#elif defined(__aarch64__)
inline constexpr std::uint16_t kElfMachine = EM_AARCH64;
#else
#error "unsupported architecture: add its ELF machine number"
#endif

}  // namespace host::connector
