// Percent-decoding of path segments and query strings, once and strictly.
//
// Refused (error code `invalid_target`): a `%` without two hex digits, control characters including
// NUL, and bytes that are no UTF-8 after decoding. An encoded slash stays inside its segment.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/error.hpp"

namespace host::http {

Result<std::string> percent_decode(std::string_view raw);
// Writes every byte but RFC 3986's unreserved ones as %XX: for links we generate.
std::string percent_encode(std::string_view text);

// Decoded name–value pairs in order of appearance.
class QueryParams {
 public:
  // `+` is a space, as in forms. At most kMaxQueryParams pairs.
  static Result<QueryParams> parse(std::string_view raw_query);

  // The first value of `name`; nullptr when absent.
  const std::string* find(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& all() const { return pairs_; }

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

}  // namespace host::http
