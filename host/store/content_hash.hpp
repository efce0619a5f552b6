// AMFS's hashes of an entry, byte for byte: the content hash is SHA-256 over the canonical JSON of
// the value; a version's chain is SHA-256 over the content hash in hex and the previous version's
// chain in hex (nothing for the first). Kept as raw bytes.
#pragma once

#include <string>
#include <string_view>

namespace host::store {

// 32 bytes. `value_json` is valid JSON within json::kMaxDepth; of anything else the text itself is
// hashed.
std::string content_hash(const std::string& value_json);

// 32 bytes. `previous` is empty for the first version.
std::string integrity_chain(std::string_view content_hash, std::string_view previous);

}  // namespace host::store
