#include "tests/bench/http_client.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <stdexcept>

namespace bench {

HttpClient::Answer HttpClient::send(std::string_view request) {
  // A kept connection may have been closed by the host in the meantime: one more try on a new one.
  const bool was_kept = socket_.get() >= 0;
  if (!exchange(request) && !(was_kept && exchange(request))) {
    throw std::runtime_error("no answer from " + target_.authority);
  }
  Answer answer{response_.status(), std::string(response_.body())};
  if (!response_.keep_alive()) socket_ = test::UniqueFd();
  return answer;
}

HttpClient::Answer HttpClient::get(std::string_view path) {
  return send("GET " + std::string(path) + " HTTP/1.1\r\nHost: " + target_.authority + "\r\n\r\n");
}

// False: the connection broke before the answer was complete; it is closed then.
bool HttpClient::exchange(std::string_view request) {
  if (socket_.get() < 0) socket_ = test::UniqueFd(connect_to(target_));
  response_.reset();
  while (!request.empty()) {
    const ssize_t sent = ::send(socket_.get(), request.data(), request.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) {
      socket_ = test::UniqueFd();
      return false;
    }
    request.remove_prefix(static_cast<std::size_t>(sent));
  }
  std::array<char, 16 * 1024> buffer;
  for (;;) {
    const ssize_t got = recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    const auto state = got <= 0 ? ResponseReader::State::kBroken
                                : response_.feed({buffer.data(), static_cast<std::size_t>(got)});
    if (state == ResponseReader::State::kComplete) return true;
    if (state == ResponseReader::State::kBroken) {
      socket_ = test::UniqueFd();
      return false;
    }
  }
}

}  // namespace bench
