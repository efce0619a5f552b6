#include "host/validator/secret_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace host::validator {
namespace {

struct Kind {
  std::string_view prefix;
  std::string_view name;
};

constexpr std::array<Kind, 14> kPrefixes{{
    {"ghp_", "a GitHub token"},
    {"gho_", "a GitHub token"},
    {"ghs_", "a GitHub token"},
    {"github_pat_", "a GitHub token"},
    {"glpat-", "a GitLab token"},
    {"xoxb-", "a Slack token"},
    {"xoxp-", "a Slack token"},
    {"xapp-", "a Slack token"},
    {"sk_live_", "a Stripe key"},
    {"whsec_", "a webhook secret"},
    {"AKIA", "an AWS key"},
    {"eyJ", "a JSON web token"},
    {"amfs_sk_", "an AMFS key"},
    {"-----BEGIN", "a private key"},
}};
constexpr std::size_t kTailMin = 12;  // characters behind a prefix that make it more than a prefix

constexpr std::array<std::string_view, 6> kKeys{"secret",  "password", "passwd",
                                                "api_key", "apikey",   "access_token"};
constexpr std::size_t kValueMin = 8;

bool is_token_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.' ||
         c == '+' || c == '/';
}

std::optional<std::string_view> token_in(std::string_view line) {
  for (const Kind& kind : kPrefixes) {
    for (auto at = line.find(kind.prefix); at != std::string_view::npos;
         at = line.find(kind.prefix, at + 1)) {
      if (kind.prefix.starts_with('-')) return kind.name;
      if (at > 0 && is_token_character(line[at - 1])) continue;  // the middle of a word
      const std::string_view tail = line.substr(at + kind.prefix.size());
      const auto end = std::find_if_not(tail.begin(), tail.end(), is_token_character);
      if (static_cast<std::size_t>(end - tail.begin()) >= kTailMin) return kind.name;
    }
  }
  return std::nullopt;
}

// `client_secret: abcdefgh`: a value under a telling key. Values that are variables, lists of
// rules or names of headers are not long runs of token characters.
bool has_telling_key(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return false;
  std::string key(line.substr(0, colon));
  std::transform(key.begin(), key.end(), key.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool telling = std::any_of(kKeys.begin(), kKeys.end(), [&](std::string_view word) {
    return key.size() >= word.size() &&
           key.compare(key.size() - word.size(), word.size(), word) == 0;
  });
  if (!telling) return false;
  std::string_view value = line.substr(colon + 1);
  value = value.substr(std::min(value.size(), value.find_first_not_of(" \"'")));
  const auto end = std::find_if_not(value.begin(), value.end(), is_token_character);
  return static_cast<std::size_t>(end - value.begin()) >= kValueMin;
}

}  // namespace

std::optional<std::string> find_secret(std::string_view yaml) {
  for (std::size_t number = 1; !yaml.empty(); ++number) {
    const std::size_t end = std::min(yaml.find('\n'), yaml.size() - 1);
    const std::string_view line = yaml.substr(0, end + 1);
    if (const auto kind = token_in(line))
      return fmt::format("line {} holds what looks like {}", number, *kind);
    if (has_telling_key(line))
      return fmt::format("line {} gives a value under a key that names a secret", number);
    yaml.remove_prefix(end + 1);
  }
  return std::nullopt;
}

}  // namespace host::validator
