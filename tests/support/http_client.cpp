#include "tests/support/http_client.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>

namespace test {
namespace {

constexpr std::size_t kHeadMax = 256 * 1024;
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";

bool same_text(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  });
}

bool contains(const HttpHeaders& headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const auto& field) { return same_text(field.first, name); });
}

template <class T>
std::optional<T> number(std::string_view text) {
  T value{};
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

// Status and fields of a head without its end mark; nothing when it is not HTTP/1.1.
std::optional<HttpResponse> parse_head(std::string_view head) {
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  const auto take_line = [&head] {
    const std::size_t end = head.find(kLineEnd);
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end == std::string_view::npos ? head.size() : end + kLineEnd.size());
    return line;
  };
  const std::string_view status_line = take_line();
  if (status_line.substr(0, kVersion.size()) != kVersion) return std::nullopt;
  const auto status = number<int>(status_line.substr(kVersion.size(), 3));
  if (!status) return std::nullopt;
  HttpResponse response;
  response.status = *status;
  while (!head.empty()) {
    const std::string_view line = take_line();
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::string_view value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    response.headers.emplace_back(line.substr(0, colon), value);
  }
  return response;
}

}  // namespace

std::string HttpResponse::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const auto& field) { return same_text(field.first, name); });
  return found == headers.end() ? std::string() : found->second;
}

void HttpClient::set_port(std::uint16_t port) {
  disconnect();
  port_ = port;
}

void HttpClient::disconnect() {
  socket_.reset();
  received_.clear();
}

std::optional<HttpResponse> HttpClient::request(std::string_view method, std::string_view target,
                                                const HttpHeaders& headers, std::string_view body) {
  std::string bytes;
  bytes.reserve(body.size() + 512);
  bytes.append(method).append(" ").append(target).append(" HTTP/1.1").append(kLineEnd);
  const auto add = [&bytes](std::string_view name, std::string_view value) {
    bytes.append(name).append(": ").append(value).append(kLineEnd);
  };
  if (!contains(headers, "Host")) add("Host", "127.0.0.1:" + std::to_string(port_));
  for (const auto& [name, value] : headers) add(name, value);
  const bool is_head = method == "HEAD";
  const bool has_body = !body.empty() || (method != "GET" && !is_head);
  if (has_body && !contains(headers, "Content-Length") && !contains(headers, "Transfer-Encoding")) {
    add("Content-Length", std::to_string(body.size()));
  }
  bytes.append(kLineEnd).append(body);
  return exchange(bytes, is_head);
}

std::optional<HttpResponse> HttpClient::exchange(std::string_view bytes, bool is_head) {
  const Deadline deadline = std::chrono::steady_clock::now() + patience_;
  if (!socket_ && !connect(deadline)) return std::nullopt;
  const bool all_sent = send_all(bytes, deadline);
  auto response = read_response(is_head, deadline);
  // An answer to half a request leaves the rest of it in the way of the next one.
  if (!response || !all_sent || same_text(response->header("Connection"), "close")) disconnect();
  return response;
}

bool HttpClient::connect(Deadline deadline) {
  disconnect();
  socket_ = test::UniqueFd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const int started =
      ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  short happened = 0;
  int failure = started == 0 ? 0 : errno;
  if (failure == EINPROGRESS && wait_for(POLLOUT, deadline, happened)) {
    socklen_t size = sizeof failure;
    getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &failure, &size);
  }
  if (failure != 0) disconnect();
  return failure == 0;
}

// False when the rest cannot be sent, or need not be: the answer is already coming.
bool HttpClient::send_all(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
      continue;
    }
    if (errno == EINTR) continue;
    short happened = 0;
    if (errno != EAGAIN || !wait_for(POLLIN | POLLOUT, deadline, happened)) return false;
    if ((happened & POLLIN) != 0) return false;
  }
  return true;
}

std::optional<HttpResponse> HttpClient::read_response(bool is_head, Deadline deadline) {
  std::optional<HttpResponse> response;
  do {  // past the interim answers (100)
    std::size_t end = 0;
    while ((end = received_.find(kHeadEnd)) == std::string::npos) {
      if (received_.size() > kHeadMax || !receive(deadline)) return std::nullopt;
    }
    response = parse_head(std::string_view(received_).substr(0, end));
    received_.erase(0, end + kHeadEnd.size());
    if (!response) return std::nullopt;
  } while (response->status / 100 == 1);

  if (is_head || response->status == 204 || response->status == 304) return response;
  const auto length = number<std::size_t>(response->header("Content-Length"));
  if (!length) return std::nullopt;  // the host always says how long a plain answer is
  while (received_.size() < *length) {
    if (!receive(deadline)) return std::nullopt;
  }
  response->body = received_.substr(0, *length);
  received_.erase(0, *length);
  return response;
}

bool HttpClient::receive(Deadline deadline) {
  std::array<char, 16 * 1024> buffer;
  for (;;) {
    const ssize_t got = recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (got > 0) {
      received_.append(buffer.data(), static_cast<std::size_t>(got));
      return true;
    }
    if (got == 0) return false;
    if (errno == EINTR) continue;
    short happened = 0;
    if (errno != EAGAIN || !wait_for(POLLIN, deadline, happened)) return false;
  }
}

bool HttpClient::wait_for(short events, Deadline deadline, short& happened) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd entry{socket_.get(), events, 0};
    const int ready = poll(&entry, 1, std::max(0, static_cast<int>(left.count())));
    happened = entry.revents;
    if (ready >= 0) return ready > 0;
    if (errno != EINTR) return false;
  }
}

}  // namespace test
