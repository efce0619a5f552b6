// MANIFEST.sha256: what a bundle is and the SHA-256 of each of its files. The first file of every
// bundle, so that a reader knows what may follow before it reads on; `sha256sum -c` reads it too.
//
//   # amfs-bundle 1
//   # name: github
//   # version: 1.0.0
//   # platform: linux-x86_64
//   <64 hex digits>  LICENSE
//
// A signature will be a second file over exactly these bytes.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "host/base/error.hpp"
#include "host/bundle/file_set.hpp"
#include "host/bundle/platform.hpp"

namespace host::bundle {

inline constexpr char kDigestListFile[] = "MANIFEST.sha256";
inline constexpr std::size_t kMaxDigestListBytes = 256 * 1024;

struct DigestList {
  std::string name;
  std::string version;
  Platform platform;
  std::map<std::string, std::string, std::less<>> digests;  // path → lower-case hexadecimal
};

DigestList make_digest_list(std::string name, std::string version, Platform platform,
                            const FileSet& files);
std::string to_text(const DigestList& list);

// Only the very text that to_text() makes is accepted: one meaning, one form.
Result<DigestList> parse_digest_list(std::string_view text);

// Every file listed, every listed file there, every digest right.
Result<void> check_digests(const DigestList& list, const FileSet& files);

std::string hex_sha256(std::string_view bytes);

}  // namespace host::bundle
