// The whole program inside the test's process: arguments and environment in, exit code and output
// back.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/cli/cli.hpp"

namespace cli_test {

// 2026-01-02T03:04:05Z
inline constexpr host::UnixNs kNow = 1767323045 * host::kNsPerSecond;

class TempDir {
 public:
  TempDir() {
    std::string pattern = (std::filesystem::temp_directory_path() / "amfs-cli-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = pattern;
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string write(const std::string& name, const std::string& text) const {
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
  }

 private:
  std::filesystem::path path_;
};

struct Ran {
  int code = -1;
  std::string out;
  std::string err;
};

struct Cli {
  // An empty data directory of its own: no test sees a key or secret of this machine.
  Cli() { env["AMFS_DATA_DIR"] = (home.path() / "data").string(); }
  explicit Cli(const std::string& url) : Cli() { env["AMFS_HTTP_URL"] = url; }

  Ran run(std::vector<std::string> arguments) const {
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    const host::ManualClock clock(kNow);
    const auto lookup = [this](std::string_view name) -> std::optional<std::string> {
      const auto found = env.find(name);
      if (found == env.end()) return std::nullopt;
      return found->second;
    };
    const host::cli::Surroundings around{in, out, err, lookup, clock, serve, built_in};
    const int code = host::cli::run(std::move(arguments), around);
    return {code, out.str(), err.str()};
  }

  TempDir home;
  std::map<std::string, std::string, std::less<>> env;
  std::string input;
  host::cli::ServeFunction serve;
  std::filesystem::path built_in = home.path() / "built-in";
};

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace cli_test
