#include "host/config/secret_string.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace host::config {

SecretString::SecretString(std::string_view bytes) : size_(bytes.size()) {
  if (bytes.empty()) return;
  bytes_ = std::make_unique<char[]>(size_);
  std::copy(bytes.begin(), bytes.end(), bytes_.get());
}

SecretString SecretString::absorb(std::string&& bytes) {
  SecretString secret{std::string_view(bytes)};
  config::wipe(bytes);
  return secret;
}

SecretString::SecretString(SecretString&& other) noexcept
    : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

SecretString& SecretString::operator=(SecretString&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = std::move(other.bytes_);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

void SecretString::wipe() noexcept {
  if (bytes_) explicit_bzero(bytes_.get(), size_);
  bytes_.reset();
  size_ = 0;
}

void wipe(std::string& text) noexcept {
  explicit_bzero(text.data(), text.size());
  text.clear();
}

}  // namespace host::config
