#include "host/connector/plugin_cache.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "host/base/encoding.hpp"
#include "host/crypto/digest.hpp"

namespace host::connector {
namespace {

Error cannot(const std::filesystem::path& file) {
  return {"plugin_cache",
          fmt::format("cannot write {} ({}); check the data directory's rights and space",
                      file.string(), std::strerror(errno))};
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = write(fd, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

bool holds(const std::filesystem::path& file, std::string_view image) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  return in && bytes == image;
}

}  // namespace

Result<std::filesystem::path> cache_plugin(const std::filesystem::path& root,
                                           std::string_view image, const std::string& name) {
  const auto folder = root / to_hex(crypto::as_text(crypto::sha256(image)));
  const auto file = folder / name;
  if (holds(file, image)) return file;
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) {
    errno = failed.value();
    return cannot(folder);
  }
  const std::string fresh = (folder / (".new-" + to_hex(random_bytes(8)))).string();
  const int fd = open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0500);
  if (fd < 0) return cannot(fresh);
  const bool ok = write_all(fd, image) && fsync(fd) == 0;
  const int saved = errno;
  close(fd);
  if (!ok || rename(fresh.c_str(), file.c_str()) != 0) {
    errno = ok ? errno : saved;
    Error error = cannot(file);
    unlink(fresh.c_str());
    return error;
  }
  return file;
}

}  // namespace host::connector
