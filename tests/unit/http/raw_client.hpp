// RawClient: a TCP client that sends exactly the bytes it is given and parses what comes back.
//
// Blocking, with a deadline on every read, so that a hanging server fails a test instead of
// stopping it. For tests only.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http_test {

struct RawResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  // The first value of `name` (any case); empty when absent.
  std::string header(std::string_view name) const {
    const auto same = [&](const auto& field) {
      return field.first.size() == name.size() &&
             std::equal(name.begin(), name.end(), field.first.begin(),
                        [](char a, char b) { return std::tolower(a) == std::tolower(b); });
    };
    const auto found = std::find_if(headers.begin(), headers.end(), same);
    return found == headers.end() ? std::string() : found->second;
  }
};

class RawClient {
 public:
  static constexpr std::chrono::milliseconds kPatience{10'000};

  explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      ::close(fd_);
      throw std::runtime_error("cannot connect to port " + std::to_string(port));
    }
  }
  RawClient(RawClient&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), buffer_(std::move(other.buffer_)) {}
  RawClient& operator=(RawClient&&) = delete;
  ~RawClient() {
    if (fd_ >= 0) ::close(fd_);
  }

  // False when the peer has closed; what was sent before may have arrived.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void shutdown_send() { ::shutdown(fd_, SHUT_WR); }

  // One response. nullopt: the connection ended (or nothing came in time) before it was whole.
  // `has_body` false: the answer to a HEAD request.
  std::optional<RawResponse> read_response(bool has_body = true,
                                           std::chrono::milliseconds patience = kPatience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!fill(deadline)) return std::nullopt;
    }
    RawResponse response = parse_head(std::string_view(buffer_).substr(0, end));
    buffer_.erase(0, end + 4);
    const std::string length = response.header("Content-Length");
    if (!has_body || length.empty()) return response;
    const auto size = static_cast<std::size_t>(std::stoull(length));
    while (buffer_.size() < size) {
      if (!fill(deadline)) return std::nullopt;
    }
    response.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return response;
  }

  // Waits until `text` has been received and returns everything up to its end.
  std::optional<std::string> read_through(std::string_view text) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    std::size_t at = 0;
    while ((at = buffer_.find(text)) == std::string::npos) {
      if (!fill(deadline)) return std::nullopt;
    }
    std::string result = buffer_.substr(0, at + text.size());
    buffer_.erase(0, at + text.size());
    return result;
  }

  // True if the server ends the connection within `patience`, sending nothing more.
  bool is_closed_by_server(std::chrono::milliseconds patience = kPatience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (buffer_.empty() && fill(deadline)) {
    }
    return buffer_.empty() && ended_;
  }

 private:
  bool fill(std::chrono::steady_clock::time_point deadline) {
    pollfd waiting{fd_, POLLIN, 0};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    if (ended_ || ::poll(&waiting, 1, static_cast<int>(std::max<long>(left.count(), 0))) <= 0) {
      return false;
    }
    char chunk[16384];
    const ssize_t got = ::recv(fd_, chunk, sizeof chunk, 0);
    if (got <= 0) {
      ended_ = true;
      return false;
    }
    buffer_.append(chunk, static_cast<std::size_t>(got));
    return true;
  }

  static RawResponse parse_head(std::string_view head) {
    RawResponse response;
    auto line_end = std::min(head.find("\r\n"), head.size());
    if (line_end >= 12) response.status = std::stoi(std::string(head.substr(9, 3)));
    while (line_end < head.size()) {
      head.remove_prefix(line_end + 2);
      line_end = std::min(head.find("\r\n"), head.size());
      const std::string_view line = head.substr(0, line_end);
      const auto colon = std::min(line.find(": "), line.size());
      const auto value = std::min(colon + 2, line.size());
      response.headers.emplace_back(line.substr(0, colon), line.substr(value));
    }
    return response;
  }

  int fd_;
  std::string buffer_;
  bool ended_ = false;
};

}  // namespace http_test
