// What can be known of a plugin without running a byte of it: architecture and the AMFS note of an
// ELF file. Static constructors run inside dlopen, where a throw ends the process, so a library
// that cannot fit is refused before it is loaded.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "host/base/error.hpp"

namespace host::connector {

inline constexpr std::size_t kPluginFileMax = std::size_t{256} << 20;

struct PluginNote {
  std::uint32_t abi_major = 0;
  std::uint32_t abi_minor = 0;
  std::uint32_t min_host_minor = 0;
};

// The file's bytes; errors name the file and say what to do.
Result<std::string> read_plugin_file(const std::string& file);

// Checks machine, note and ABI of an ELF image; `file` is for the messages.
Result<PluginNote> inspect_plugin(std::string_view image, const std::string& file);

}  // namespace host::connector
