#include "host/cli/init_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "host/cli/command.hpp"

namespace host::cli {
namespace {

// What publishers put in front of a repository's name; the connector's own goes without.
constexpr std::string_view kRepositoryPrefix = "amfs-connector-";

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxInitName && is_lower(name.front()) &&
         name.back() != '-' && name.find("--") == std::string_view::npos &&
         !name.starts_with(kRepositoryPrefix) && std::all_of(name.begin(), name.end(), [](char c) {
           return is_lower(c) || is_digit(c) || c == '-';
         });
}

// The name that was probably meant: "MyService 2" → "my-service-2". May be empty.
std::string repaired(std::string_view text) {
  std::string name;
  char before = '-';
  for (const char c : text.substr(0, 2 * kMaxInitName)) {
    const bool new_word = is_upper(c) && (is_lower(before) || is_digit(before));
    const bool keep = is_lower(to_lower(c)) || (is_digit(c) && !name.empty());
    if ((new_word || !keep) && !name.empty() && name.back() != '-') name += '-';
    if (keep) name += to_lower(c);
    before = c;
  }
  if (name.starts_with(kRepositoryPrefix)) name.erase(0, kRepositoryPrefix.size());
  name.resize(std::min(name.size(), kMaxInitName));
  while (name.ends_with('-')) name.pop_back();
  return is_name(name) ? name : "";
}

Error bad_name(std::string_view name) {
  const std::string better = repaired(name);
  return {
      kUsage,
      fmt::format("\"{}\" is no name for a connector: a letter, then lowercase letters, digits "
                  "and single hyphens, at most {}, without \"{}\" in front; try: amfs connector "
                  "init {}",
                  name, kMaxInitName, kRepositoryPrefix, better.empty() ? "my-service" : better)};
}

// Each word's first letter raised; the hyphens replaced.
std::string joined(std::string_view name, std::string_view between) {
  std::string text;
  bool first_of_word = true;
  for (const char c : name) {
    if (c == '-') {
      text += between;
    } else {
      text += first_of_word ? to_upper(c) : c;
    }
    first_of_word = c == '-';
  }
  return text;
}

// Types of <amfs/connector.hpp>: the template says `using namespace amfs`.
bool is_sdk_type(std::string_view name) {
  constexpr std::array<std::string_view, 18> kTypes{
      "ConfigError", "ConnectorABC", "ConnectorEvent", "ConnectorResult", "Entry",
      "Error",       "Hmac",         "Json",           "JsonKind",        "Log",
      "MemoryType",  "PathText",     "Results",        "Retry",           "SignatureCheck",
      "Time",        "Unmatched",    "Value"};
  return std::find(kTypes.begin(), kTypes.end(), name) != kTypes.end();
}

bool is_class(std::string_view name) {
  return !name.empty() && name.size() <= kMaxInitClass && is_upper(name.front()) &&
         !is_sdk_type(name) && std::all_of(name.begin(), name.end(), [](char c) {
           return is_lower(to_lower(c)) || is_digit(c) || c == '_';
         });
}

}  // namespace

Result<ConnectorNames> make_names(std::string_view name,
                                  const std::optional<std::string>& class_name) {
  if (!is_name(name)) return bad_name(name);
  ConnectorNames names;
  names.name = name;
  names.snake = name;
  std::replace(names.snake.begin(), names.snake.end(), '-', '_');
  names.upper.resize(names.snake.size());
  std::transform(names.snake.begin(), names.snake.end(), names.upper.begin(), to_upper);
  names.camel = joined(name, "");
  names.header = joined(name, "-");
  names.title = joined(name, " ");
  names.class_name = class_name.value_or(names.camel + "Connector");
  if (!is_class(names.class_name)) {
    return Error{kUsage,
                 fmt::format("--class \"{}\" is no name for a class: a capital letter, then "
                             "letters, digits and underscores, and no type of the SDK; "
                             "try: --class {}Connector",
                             names.class_name, names.camel)};
  }
  return names;
}

}  // namespace host::cli
