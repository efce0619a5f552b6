// Reading what the user points at: files and standard input, bounded.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>

#include "host/base/error.hpp"

namespace host::cli {

// Of a --value or a sample; the host itself takes less.
inline constexpr std::size_t kMaxInputBytes = std::size_t{1} << 20;

// Regular files only. Errors: `input_unreadable`.
Result<std::string> read_input_file(const std::filesystem::path& file);
// Until its end. `shown_name` stands in the error.
Result<std::string> read_input_stream(std::istream& in, const std::string& shown_name);

}  // namespace host::cli
