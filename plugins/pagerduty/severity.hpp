// Severity of an incident. PagerDuty has none: its priority says it, else its urgency.
#pragma once

#include <amfs/connector.hpp>
#include <map>
#include <string>
#include <string_view>

namespace pagerduty {

// From the configuration: priority names in lower case → critical, high, medium or low.
using SeverityTable = std::map<std::string, std::string, std::less<>>;

inline constexpr std::size_t kMaxSeverities = 100;

// ConfigError when `config` is not an object of those four words.
SeverityTable read_severities(const amfs::Json& config);

// By the operator's table, else by the usual names (P1 … P5, SEV1 …, words), else by the urgency.
// "" when neither says anything.
std::string severity_of(const SeverityTable& table, std::string_view priority,
                        std::string_view urgency);

}  // namespace pagerduty
