// Message guard: the framing rules that Beast 1.81 does not enforce, as pure functions.
//
// Beast 345 ignores a Transfer-Encoding that does not end in `chunked`, accepts it on HTTP/1.0,
// unfolds obs-fold and accepts repeated Content-Length; each is a way to smuggle a request past a
// proxy that reads it differently. Whatever is not exactly one unambiguous message is refused and
// the connection closed.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "host/http/limits.hpp"
#include "host/http/request.hpp"

namespace host::http {

// Why a message is refused; texts have static storage.
struct Refusal {
  int status;
  std::string_view code;
  std::string_view detail;
};

struct Framing {
  enum class Body { kNone, kLength, kChunked };
  Body body = Body::kNone;
  std::uint64_t content_length = 0;
  bool keep_alive = true;
  bool expect_continue = false;
};

// Finds the end of a header section as its bytes arrive, looking at each byte once, and refuses as
// early as the bytes allow: bare LF, obs-fold, a request line that is not HTTP/1.x, too many bytes
// or lines.
class HeadScanner {
 public:
  enum class State { kNeedMore, kComplete, kRefused };

  // `received` starts at the request line and only ever grows until reset().
  State scan(std::string_view received, const Limits& limits);
  std::size_t head_bytes() const { return scanned_; }  // with the empty line, when complete
  const Refusal& refusal() const { return *refusal_; }
  void reset() { *this = HeadScanner(); }

 private:
  State refuse(const Refusal& refusal);

  std::size_t scanned_ = 0;   // bytes of complete lines
  std::size_t searched_ = 0;  // where to look for the next LF
  std::size_t lines_ = 0;
  std::optional<Refusal> refusal_;
};

// Checks the parsed request line and fields, and says where the message ends.
std::variant<Framing, Refusal> check_message(const Request& request, const Limits& limits);

}  // namespace host::http
