// SecretString: bytes that must not be printed, copied by accident or left behind in memory.
//
// Move-only, heap-held (so a move never leaves a copy behind) and wiped on destruction. It has no
// stream operator and no formatter on purpose: printing one does not compile.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace host::config {

class SecretString {
 public:
  SecretString() = default;
  explicit SecretString(std::string_view bytes);
  // Takes the bytes and wipes the argument.
  static SecretString absorb(std::string&& bytes);

  ~SecretString() { wipe(); }
  SecretString(SecretString&& other) noexcept;
  SecretString& operator=(SecretString&& other) noexcept;
  SecretString(const SecretString&) = delete;
  SecretString& operator=(const SecretString&) = delete;

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  // The bytes, valid as long as this object. Hand them to crypto only; never to a log or an error.
  std::string_view reveal() const { return {bytes_.get(), size_}; }
  SecretString clone() const { return SecretString(reveal()); }

 private:
  void wipe() noexcept;
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

// Overwrites a string that held a secret, in a way the compiler may not drop.
void wipe(std::string& text) noexcept;

}  // namespace host::config
