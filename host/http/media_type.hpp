// Content-Type, taken apart. Only what the host needs: the type and its charset.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace host::http {

struct MediaType {
  std::string type;     // lower case, "application/json"
  std::string charset;  // lower case, unquoted; empty when absent
};

// nullopt when `value` is no media type, or longer than kMaxMediaTypeBytes.
std::optional<MediaType> parse_media_type(std::string_view value);

// application/json and every +json type.
bool is_json(const MediaType& media_type);

}  // namespace host::http
