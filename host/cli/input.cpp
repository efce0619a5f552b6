#include "host/cli/input.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace host::cli {

Result<std::string> read_input_stream(std::istream& in, const std::string& shown_name) {
  std::string text(kMaxInputBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (in.bad()) return Error{"input_unreadable", fmt::format("{} cannot be read", shown_name)};
  if (text.size() > kMaxInputBytes) {
    return Error{"input_unreadable",
                 fmt::format("{} is larger than 1 MiB; pass something smaller", shown_name)};
  }
  return text;
}

Result<std::string> read_input_file(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    return Error{"input_unreadable", fmt::format("{} is not a regular file", file.string())};
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    return Error{"input_unreadable", fmt::format("{} cannot be read ({}); check the path",
                                                 file.string(), std::strerror(errno))};
  }
  return read_input_stream(in, file.string());
}

}  // namespace host::cli
