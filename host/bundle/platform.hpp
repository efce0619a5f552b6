// Platform: what a library runs on, as package names say it ("linux", "x86_64").
#pragma once

#include <string>
#include <string_view>

#include "host/base/error.hpp"

namespace host::bundle {

struct Platform {
  std::string os;
  std::string arch;

  bool operator==(const Platform&) const = default;
  std::string text() const { return os + "-" + arch; }
};

// Of this program.
Platform own_platform();

// "linux-x86_64"; an Error for one that no amfs runs on.
Result<Platform> parse_platform(std::string_view text);

// Of a shared library, from its ELF header. `file` is for the messages.
Result<Platform> library_platform(std::string_view image, std::string_view file);

}  // namespace host::bundle
