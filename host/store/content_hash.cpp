#include "host/store/content_hash.hpp"

#include "host/base/encoding.hpp"
#include "host/crypto/digest.hpp"
#include "host/json/canonical.hpp"

namespace host::store {

std::string content_hash(const std::string& value_json) {
  const auto canonical = json::canonical(value_json);
  return std::string(crypto::as_text(crypto::sha256(canonical ? *canonical : value_json)));
}

std::string integrity_chain(std::string_view content_hash, std::string_view previous) {
  return std::string(crypto::as_text(crypto::sha256({to_hex(content_hash), to_hex(previous)})));
}

}  // namespace host::store
