#include "host/config/manifest.hpp"

#include <algorithm>

#include "host/base/text.hpp"
#include "host/config/yaml_values.hpp"

namespace host::config {

bool SignatureSpec::signs(SignedPiece::Kind kind) const {
  return std::any_of(signed_content.begin(), signed_content.end(),
                     [&](const SignedPiece& piece) { return piece.kind == kind; });
}

const SignatureSpec* WebhookSpec::for_secret(std::string_view secret) const {
  if (keys.empty()) return &signature;
  for (const KeySpec& key : keys) {
    if (secret.starts_with(key.secret_prefix)) return &key.signature;
  }
  return nullptr;
}

bool WebhookSpec::needs_secret() const {
  return !keys.empty() || signature.scheme != SignatureScheme::none;
}

bool Manifest::handles(std::string_view event_type) const {
  return std::any_of(event_types.begin(), event_types.end(), [&](std::string_view pattern) {
    if (!pattern.ends_with('*')) return pattern == event_type;
    return event_type.starts_with(pattern.substr(0, pattern.size() - 1));
  });
}

bool Manifest::id_is_signed(const SignatureSpec& rules) const {
  if (rules.scheme != SignatureScheme::signature) return false;
  switch (identity.id.kind) {
    case EventIdSource::Kind::pointer:
      return rules.signs(SignedPiece::Kind::body);
    case EventIdSource::Kind::header:
      return rules.signs(SignedPiece::Kind::id) &&
             equals_ignore_case(rules.id_header, identity.id.header);
    case EventIdSource::Kind::none:
      break;
  }
  return false;
}

}  // namespace host::config
