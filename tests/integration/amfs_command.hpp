// `amfs` as a person runs it: arguments and an environment in, exit code and both outputs back.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/child_process.hpp"
#include "tests/support/host_process.hpp"

namespace integration {

inline constexpr std::chrono::seconds kCommandPatience{60};

struct Ran {
  int code = -1;
  std::string out;
  std::string err;
};

inline Ran run_amfs(const std::vector<std::string>& arguments,
                    const test::Environment& environment) {
  test::ChildProcess child(test::amfs_binary(), arguments, environment);
  Ran ran;
  while (const auto line = child.read_line(kCommandPatience)) ran.out += *line + '\n';
  const auto code = child.wait(kCommandPatience);
  if (!code) throw std::runtime_error("amfs " + arguments.front() + " does not end");
  ran.code = *code;
  ran.out += child.read_available();
  ran.err = child.stderr_text();
  return ran;
}

}  // namespace integration
