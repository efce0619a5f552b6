#include "host/base/encoding.hpp"

#include <sys/random.h>

#include <stdexcept>

namespace host {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";
constexpr char kCrockford[] = "0123456789abcdefghjkmnpqrstvwxyz";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// A thread's stock of random bytes: one system call serves 25 event ids.
struct RandomStock {
  unsigned char bytes[250];
  std::size_t used = sizeof bytes;
};

void fill_random(void* to, std::size_t count) {
  auto* out = static_cast<char*>(to);
  while (count > 0) {
    const ssize_t got = getrandom(out, count, 0);
    if (got < 0) throw std::runtime_error("getrandom failed: the kernel gives no random bytes");
    out += got;
    count -= static_cast<std::size_t>(got);
  }
}

}  // namespace

std::string to_hex(std::string_view bytes) {
  std::string out(bytes.size() * 2, '\0');
  char* at = out.data();
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    *at++ = kHexDigits[byte >> 4];
    *at++ = kHexDigits[byte & 15];
  }
  return out;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string out(text.size() / 2, '\0');
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int high = hex_value(text[2 * i]);
    const int low = hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out[i] = static_cast<char>(high * 16 + low);
  }
  return out;
}

std::string random_bytes(std::size_t count) {
  std::string out(count, '\0');
  fill_random(out.data(), count);
  return out;
}

std::string make_event_id(UnixNs now) {
  thread_local RandomStock stock;
  if (stock.used + 10 > sizeof stock.bytes) {
    fill_random(stock.bytes, sizeof stock.bytes);
    stock.used = 0;
  }
  const unsigned char* random = stock.bytes + stock.used;
  stock.used += 10;

  std::string id = "evt_";
  const auto ms = static_cast<std::uint64_t>(now / kNsPerMs);
  for (int shift = 45; shift >= 0; shift -= 5) id += kCrockford[(ms >> shift) & 31];
  std::uint64_t bits = 0;
  int have = 0;
  for (int i = 0; i < 10; ++i) {
    bits = (bits << 8) | random[i];
    for (have += 8; have >= 5; have -= 5) id += kCrockford[(bits >> (have - 5)) & 31];
  }
  return id;
}

}  // namespace host
