#include "host/config/version.hpp"

#include <algorithm>

namespace host::config {
namespace {

constexpr std::size_t kMaxVersionBytes = 128;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_numeric(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}
bool is_identifier_char(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::uint32_t> read_number(std::string_view text) {
  if (!is_numeric(text) || text.size() > 9 || (text.size() > 1 && text[0] == '0')) {
    return std::nullopt;
  }
  std::uint32_t value = 0;
  for (const char c : text) value = value * 10 + static_cast<std::uint32_t>(c - '0');
  return value;
}

bool valid_identifiers(std::string_view text, bool leading_zero_ok) {
  const auto parts = split(text, '.');
  return std::all_of(parts.begin(), parts.end(), [&](std::string_view part) {
    if (part.empty() || !std::all_of(part.begin(), part.end(), is_identifier_char)) return false;
    return leading_zero_ok || !is_numeric(part) || part.size() == 1 || part[0] != '0';
  });
}

// -1, 0, 1 by SemVer rule 11.4: numbers below words, numbers by value, words by bytes.
int compare_identifiers(const std::string& left, const std::string& right) {
  const bool left_number = is_numeric(left);
  const bool right_number = is_numeric(right);
  if (left_number != right_number) return left_number ? -1 : 1;
  if (left_number && left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
  const int order = left.compare(right);
  return (order > 0) - (order < 0);
}

}  // namespace

std::optional<Version> parse_version(std::string_view text) {
  if (text.size() > kMaxVersionBytes) return std::nullopt;
  Version version;
  version.text = text;
  if (const auto plus = text.find('+'); plus != std::string_view::npos) {
    if (!valid_identifiers(text.substr(plus + 1), true)) return std::nullopt;
    text = text.substr(0, plus);
  }
  if (const auto dash = text.find('-'); dash != std::string_view::npos) {
    const std::string_view prerelease = text.substr(dash + 1);
    if (!valid_identifiers(prerelease, false)) return std::nullopt;
    for (const auto part : split(prerelease, '.')) version.prerelease.emplace_back(part);
    text = text.substr(0, dash);
  }
  const auto numbers = split(text, '.');
  if (numbers.size() != version.numbers.size()) return std::nullopt;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto number = read_number(numbers[i]);
    if (!number) return std::nullopt;
    version.numbers[i] = *number;
  }
  return version;
}

bool is_older(const Version& left, const Version& right) {
  if (left.numbers != right.numbers) return left.numbers < right.numbers;
  if (left.prerelease.empty() || right.prerelease.empty()) {
    return !left.prerelease.empty() && right.prerelease.empty();
  }
  const std::size_t common = std::min(left.prerelease.size(), right.prerelease.size());
  for (std::size_t i = 0; i < common; ++i) {
    const int order = compare_identifiers(left.prerelease[i], right.prerelease[i]);
    if (order != 0) return order < 0;
  }
  return left.prerelease.size() < right.prerelease.size();
}

}  // namespace host::config
