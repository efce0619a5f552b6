#include "host/base/log.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <exception>
#include <string>
#include <string_view>

namespace host::log {
namespace {

spdlog::level::level_enum level_of(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warn:
      return spdlog::level::warn;
    case Level::error:
      break;
  }
  return spdlog::level::err;
}

}  // namespace

bool is_on(Level level) { return spdlog::should_log(level_of(level)); }

void write(Level level, fmt::string_view format, fmt::format_args arguments) noexcept {
  try {
    if (!is_on(level)) return;
    const std::string text = fmt::vformat(format, arguments);
    spdlog::default_logger_raw()->log(level_of(level), std::string_view(text));
  } catch (const std::exception&) {
    // Nowhere to tell: the log is what failed.
  }
}

}  // namespace host::log
