#include "tests/bench/response_reader.hpp"

#include <strings.h>

#include <charconv>

namespace bench {
namespace {

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return left.size() == right.size() && strncasecmp(left.data(), right.data(), left.size()) == 0;
}

template <typename Number>
bool parse_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

ResponseReader::State ResponseReader::feed(std::string_view bytes) {
  received_ += bytes;
  if (received_.size() > kResponseMax) return State::kBroken;
  if (head_bytes_ == 0) {
    const std::size_t end = received_.find("\r\n\r\n");
    if (end == std::string::npos) return State::kNeedData;
    if (!parse_head(std::string_view(received_).substr(0, end + 2))) return State::kBroken;
    head_bytes_ = end + 4;
  }
  const std::size_t wanted = head_bytes_ + body_bytes_;
  if (received_.size() > wanted) return State::kBroken;  // nothing was asked for yet
  return received_.size() == wanted ? State::kComplete : State::kNeedData;
}

void ResponseReader::reset() {
  received_.clear();
  head_bytes_ = 0;
  body_bytes_ = 0;
  status_ = 0;
  keep_alive_ = true;
}

bool ResponseReader::parse_head(std::string_view head) {
  if (!head.starts_with("HTTP/1.") || head.size() < 12) return false;
  if (!parse_number(head.substr(9, 3), status_)) return false;
  std::size_t line = head.find("\r\n") + 2;
  while (line < head.size()) {
    const std::size_t end = head.find("\r\n", line);
    const std::string_view field = head.substr(line, end - line);
    line = end + 2;
    const std::size_t colon = field.find(':');
    if (colon == std::string_view::npos) return false;
    std::string_view value = field.substr(colon + 1);
    while (value.starts_with(' ')) value.remove_prefix(1);
    const std::string_view name = field.substr(0, colon);
    if (equal_ignoring_case(name, "content-length") && !parse_number(value, body_bytes_)) {
      return false;
    }
    if (equal_ignoring_case(name, "connection")) keep_alive_ = !equal_ignoring_case(value, "close");
    if (equal_ignoring_case(name, "transfer-encoding")) return false;
  }
  return true;
}

}  // namespace bench
