// Just enough HTTP/1.1 to read the answers of our own host: status, Content-Length, keep-alive.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bench {

class ResponseReader {
 public:
  enum class State { kNeedData, kComplete, kBroken };

  // Takes the bytes that came in. kBroken: not an answer this reader understands (chunked, no
  // status line, larger than kResponseMax); close the connection.
  State feed(std::string_view bytes);

  // Valid after kComplete, until reset().
  int status() const { return status_; }
  bool keep_alive() const { return keep_alive_; }
  std::string_view body() const { return std::string_view(received_).substr(head_bytes_); }

  // Before the next answer.
  void reset();

 private:
  static constexpr std::size_t kResponseMax = 8 << 20;

  bool parse_head(std::string_view head);

  std::string received_;
  std::size_t head_bytes_ = 0;  // 0: the head is not complete
  std::size_t body_bytes_ = 0;
  int status_ = 0;
  bool keep_alive_ = true;
};

}  // namespace bench
