#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "host/access/access.hpp"
#include "host/base/encoding.hpp"

namespace host::access {
namespace {

constexpr std::size_t kKeyRandomBytes = 24;
constexpr std::size_t kKeyFileMax = 256;

std::string file_of(const std::string& data_dir) { return data_dir + "/admin.key"; }

Error cannot(const char* what, const std::string& file) {
  return {"admin_key", fmt::format("cannot {} {} ({}); check the data directory's owner and rights",
                                   what, file, std::strerror(errno))};
}

Result<config::SecretString> read_key(int fd, const std::string& file) {
  char buffer[kKeyFileMax];
  std::size_t size = 0;
  ssize_t got = 0;
  do {
    got = read(fd, buffer + size, sizeof buffer - size);
    size += got > 0 ? static_cast<std::size_t>(got) : 0;
  } while (got > 0 && size < sizeof buffer);
  const int saved = errno;
  close(fd);
  errno = saved;
  if (got < 0) return cannot("read", file);
  std::string_view key(buffer, size);
  if (size == sizeof buffer) key = {};  // no key is that long
  while (!key.empty() && (key.back() == '\n' || key.back() == '\r')) key.remove_suffix(1);
  if (key.size() < 16) {
    return Error{"admin_key", fmt::format("{} holds no key; delete it and start again", file)};
  }
  return config::SecretString(key);
}

}  // namespace

config::SecretString make_api_key() {
  std::string text = "amfs_sk_" + to_hex(random_bytes(kKeyRandomBytes));
  config::SecretString key(text);
  config::wipe(text);
  return key;
}

Result<config::SecretString> load_or_make_admin_key(const std::string& data_dir) {
  const std::string file = file_of(data_dir);
  const int existing = open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (existing >= 0) return read_key(existing, file);
  if (errno != ENOENT) return cannot("open", file);

  // Written whole under another name first: a crash leaves either no key or a complete one.
  const std::string fresh = file + ".new";
  unlink(fresh.c_str());
  const int fd =
      open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (fd < 0) return cannot("make", fresh);
  config::SecretString key = make_api_key();
  std::string text = std::string(key.reveal()) + '\n';
  const bool written =
      write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  config::wipe(text);
  close(fd);
  if (!written || rename(fresh.c_str(), file.c_str()) != 0) return cannot("write", file);
  return key;
}

}  // namespace host::access
