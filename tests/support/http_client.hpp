// HttpClient: blocking HTTP/1.1 over one kept connection, for tests that talk to a running host.
//
// Every request ends within its patience. Nothing is ever sent twice by itself: a request that got
// no complete answer returns nothing, and the next one makes a new connection. One thread at a
// time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/unique_fd.hpp"

namespace test {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpResponse {
  int status = 0;
  HttpHeaders headers;
  std::string body;

  // The first value of `name` (any case); empty when absent.
  std::string header(std::string_view name) const;
};

class HttpClient {
 public:
  static constexpr std::chrono::milliseconds kPatience{20'000};

  explicit HttpClient(std::uint16_t port, std::chrono::milliseconds patience = kPatience)
      : port_(port), patience_(patience) {}

  // Adds Host, and Content-Length when there is a body or the method is not GET or HEAD, unless
  // `headers` has them.
  std::optional<HttpResponse> request(std::string_view method, std::string_view target,
                                      const HttpHeaders& headers = {}, std::string_view body = {});
  std::optional<HttpResponse> get(std::string_view target, const HttpHeaders& headers = {}) {
    return request("GET", target, headers);
  }

  // Sends exactly these bytes and reads one answer, also one that comes before all is sent.
  std::optional<HttpResponse> exchange(std::string_view bytes, bool is_head = false);

  std::uint16_t port() const { return port_; }
  void set_port(std::uint16_t port);  // the host came back elsewhere
  void disconnect();

 private:
  using Deadline = std::chrono::steady_clock::time_point;

  bool connect(Deadline deadline);
  bool send_all(std::string_view bytes, Deadline deadline);
  std::optional<HttpResponse> read_response(bool is_head, Deadline deadline);
  bool receive(Deadline deadline);
  bool wait_for(short events, Deadline deadline, short& happened);

  std::uint16_t port_;
  std::chrono::milliseconds patience_;
  test::UniqueFd socket_;
  std::string received_;  // bytes not yet part of an answer
};

}  // namespace test
