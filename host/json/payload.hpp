// From body bytes to the JSON text a connector sees (contract 2.1): JSON as it is; a form with a
// field `payload` is unwrapped; any other form becomes an object of strings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace host::json {

enum class PayloadKind : std::uint8_t {
  json,         // the body itself is the text; `json` is empty
  form,         // `json` holds the text made of the form
  unsupported,  // another media type, or a form beyond the limits
};

struct Payload {
  PayloadKind kind = PayloadKind::json;
  std::string json;
};

inline constexpr std::size_t kFormFieldsMax = 256;

// `content_type` as sent; an empty one counts as JSON. Whether the text is valid JSON is scan()'s
// business.
Payload payload_of(std::string_view content_type, const std::string& body);

}  // namespace host::json
