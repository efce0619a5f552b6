#include "host/connector/plugin_cache.hpp"

#include <fstream>
#include <iterator>
#include <vector>

#include "host/base/encoding.hpp"
#include "host/base/files.hpp"
#include "host/crypto/digest.hpp"

namespace host::connector {
namespace {

constexpr mode_t kCopyMode = 0500;

bool holds(const std::filesystem::path& file, std::string_view image) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  return in && bytes == image;
}

// Named by a SHA-256; nothing else below the root is ours to remove.
bool is_copy(const std::filesystem::path& folder) {
  const std::string name = folder.filename().string();
  return name.size() == 2 * sizeof(crypto::Sha256) &&
         name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

Result<std::filesystem::path> cache_plugin(const std::filesystem::path& root,
                                           std::string_view image, const std::string& name) {
  const auto file = root / to_hex(crypto::as_text(crypto::sha256(image))) / name;
  if (holds(file, image)) return file;
  if (auto done = replace_file(file, image, kCopyMode); done.has_error())
    return Error{"plugin_cache", done.error().message};
  return file;
}

void prune_cache(const std::filesystem::path& root, const std::set<std::filesystem::path>& used) {
  std::error_code failed;
  std::vector<std::filesystem::path> old;
  for (std::filesystem::directory_iterator it(root, failed), end; !failed && it != end;
       it.increment(failed)) {
    if (is_copy(it->path()) && used.count(it->path()) == 0) old.push_back(it->path());
  }
  for (const auto& folder : old) std::filesystem::remove_all(folder, failed);
}

}  // namespace host::connector
