// The host's log: lines for operators, on the logger that serve() sets up. Thread-safe, never
// throws.
//
// In front of spdlog, whose templates make every file that writes one line compile the whole of
// fmt's formatter (two seconds each); here that is done once, in log.cpp.
#pragma once

#include <fmt/core.h>

namespace host::log {

enum class Level { debug, info, warn, error };

bool is_on(Level level);

// Formats and writes a line; a line that cannot be formatted (no memory) is dropped.
void write(Level level, fmt::string_view format, fmt::format_args arguments) noexcept;

template <typename... Args>
void line(Level level, fmt::format_string<Args...> format, Args&&... arguments) noexcept {
  write(level, format, fmt::make_format_args(arguments...));
}

template <typename... Args>
void info(fmt::format_string<Args...> format, Args&&... arguments) noexcept {
  write(Level::info, format, fmt::make_format_args(arguments...));
}

template <typename... Args>
void warn(fmt::format_string<Args...> format, Args&&... arguments) noexcept {
  write(Level::warn, format, fmt::make_format_args(arguments...));
}

template <typename... Args>
void error(fmt::format_string<Args...> format, Args&&... arguments) noexcept {
  write(Level::error, format, fmt::make_format_args(arguments...));
}

}  // namespace host::log
