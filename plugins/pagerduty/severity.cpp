#include "severity.hpp"

#include <algorithm>
#include <utility>

namespace pagerduty {
namespace {

constexpr std::pair<std::string_view, std::string_view> kWords[] = {
    {"critical", "critical"}, {"blocker", "critical"}, {"emergency", "critical"},
    {"high", "high"},         {"major", "high"},       {"error", "high"},
    {"medium", "medium"},     {"moderate", "medium"},  {"warning", "medium"},
    {"low", "low"},           {"minor", "low"},        {"info", "low"},
    {"trivial", "low"},
};
constexpr std::string_view kByNumber[] = {"critical", "critical", "high", "medium", "low"};
constexpr std::size_t kMaxPriorityBytes = 200;  // of a name worth looking into

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string lower(std::string_view text) {
  std::string out(text.substr(0, kMaxPriorityBytes));
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

// "p1", "sev-2", "priority 3 (…)": the number after the first word; 5 and more are 4 here.
std::string_view by_number(std::string_view name) {
  std::size_t i = 0;
  while (i < name.size() && is_letter(name[i])) ++i;
  const std::string_view word = name.substr(0, i);
  if (word != "p" && word != "s" && word != "sev" && word != "severity" && word != "priority" &&
      word != "prio") {
    return {};
  }
  while (i < name.size() && (name[i] == '-' || name[i] == ' ' || name[i] == '_')) ++i;
  if (i == name.size() || !is_digit(name[i])) return {};
  if (i + 1 < name.size() && is_digit(name[i + 1])) return "low";
  const auto number = static_cast<std::size_t>(name[i] - '0');
  return kByNumber[std::min(number, std::size(kByNumber) - 1)];
}

std::string_view by_word(std::string_view name) {
  for (std::size_t i = 0; i < name.size();) {
    std::size_t end = i;
    while (end < name.size() && is_letter(name[end])) ++end;
    for (const auto& [word, severity] : kWords) {
      if (name.substr(i, end - i) == word) return severity;
    }
    i = end + 1;
  }
  return {};
}

}  // namespace

SeverityTable read_severities(const amfs::Json& config) {
  SeverityTable table;
  if (!config.exists()) return table;
  if (!config.is_object() || config.size() > kMaxSeverities) {
    throw amfs::ConfigError("config.severities must map at most " + std::to_string(kMaxSeverities) +
                            " priority names to critical, high, medium or low");
  }
  for (const amfs::Json severity : config) {
    const std::string_view word = severity.view();
    if (word != "critical" && word != "high" && word != "medium" && word != "low") {
      throw amfs::ConfigError("config.severities." + std::string(severity.name()) +
                              " must be critical, high, medium or low");
    }
    table.emplace(lower(severity.name()), word);
  }
  return table;
}

std::string severity_of(const SeverityTable& table, std::string_view priority,
                        std::string_view urgency) {
  const std::string name = lower(priority);
  if (const auto found = table.find(name); found != table.end()) return found->second;
  std::string_view severity = by_number(name);
  if (severity.empty()) severity = by_word(name);
  if (!severity.empty()) return std::string(severity);
  return urgency == "high" || urgency == "low" ? std::string(urgency) : std::string();
}

}  // namespace pagerduty
