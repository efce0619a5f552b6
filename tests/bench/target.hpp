// Where the load goes: a host on this machine, never another one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bench {

struct Target {
  std::string authority;  // host:port as written, for the Host header
  std::uint16_t port = 0;
};

// Takes http://127.0.0.1:PORT or http://localhost:PORT; throws std::runtime_error for all else.
Target parse_target(std::string_view url);

// A connected blocking TCP socket without Nagle's delay; throws std::system_error.
int connect_to(const Target& target);

}  // namespace bench
