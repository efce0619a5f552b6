#include "host/validator/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace host::validator {
namespace {

constexpr std::array<const char*, kStatusCount> kNames{"passed",  "failed",  "crashed",
                                                       "timeout", "warning", "skipped"};

}  // namespace

const char* to_string(Status status) { return kNames.at(static_cast<std::size_t>(status)); }

std::optional<Status> parse_status(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Status>(found - kNames.begin());
}

bool is_bad(Status status) {
  return status == Status::failed || status == Status::crashed || status == Status::timeout;
}

std::size_t Report::count(Status status) const {
  return static_cast<std::size_t>(
      std::count_if(results.begin(), results.end(),
                    [&](const CheckResult& result) { return result.status == status; }));
}

bool Report::passed() const {
  return count(Status::passed) > 0 &&
         std::none_of(results.begin(), results.end(),
                      [](const CheckResult& result) { return is_bad(result.status); });
}

std::string Report::summary() const {
  std::string text;
  for (std::size_t i = 0; i < kStatusCount; ++i) {
    const auto status = static_cast<Status>(i);
    if (count(status) == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count(status), to_string(status));
  }
  return text.empty() ? "no checks" : text;
}

}  // namespace host::validator
