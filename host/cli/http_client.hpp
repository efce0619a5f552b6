// One HTTP/1.1 exchange with the host: connect, ask, read the answer, close. Blocks the caller for
// at most kExchangeDeadline (name resolution by the system may add to that).
//
// Any status is a success here; an Error means that there was no answer: `unreachable`, `timeout`,
// `answer_too_large`, `bad_answer`.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/error.hpp"
#include "host/cli/server_url.hpp"

namespace host::cli {

inline constexpr std::chrono::seconds kExchangeDeadline{30};
inline constexpr std::uint64_t kMaxAnswerBytes = std::uint64_t{64} << 20;
inline constexpr std::uint32_t kMaxAnswerHeadBytes = std::uint32_t{64} << 10;

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method = "GET";
  std::string target;   // path and query, encoded; below the server's base path
  HttpHeaders headers;  // valid names and values: they are not checked here
  std::string body;
};

struct HttpReply {
  unsigned status = 0;
  HttpHeaders headers;
  std::string body;

  // The first value of that name without regard to case; "" when absent.
  std::string_view header(std::string_view name) const;
};

Result<HttpReply> exchange(const ServerUrl& server, const HttpRequest& request,
                           std::chrono::milliseconds deadline = kExchangeDeadline);

}  // namespace host::cli
