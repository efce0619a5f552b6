#include "host/cli/sse_parser.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace host::cli {

bool SseParser::feed(std::string_view bytes, const OnEvent& on_event) {
  while (!bytes.empty()) {
    if (std::exchange(after_cr_, false) && bytes.front() == '\n') {
      bytes.remove_prefix(1);
      continue;
    }
    const std::size_t end = bytes.find_first_of("\r\n");
    line_ += bytes.substr(0, end);
    if (line_.size() + data_.size() > kMaxSseBytes) return false;
    if (end == std::string_view::npos) return true;
    after_cr_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    take_line(std::exchange(line_, {}), on_event);
  }
  return true;
}

void SseParser::restart() {
  line_.clear();
  name_.clear();
  data_.clear();
  id_.reset();
  after_cr_ = false;
}

void SseParser::take_line(std::string_view line, const OnEvent& on_event) {
  if (line.empty()) return dispatch(on_event);
  const std::size_t colon = line.find(':');
  if (colon == 0) return;  // a comment
  std::string_view value = colon == std::string_view::npos ? "" : line.substr(colon + 1);
  if (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  take_field(line.substr(0, colon), value);
}

void SseParser::take_field(std::string_view name, std::string_view value) {
  if (name == "event") {
    name_ = value;
  } else if (name == "data") {
    data_.append(value) += '\n';
  } else if (name == "id") {
    if (value.find('\0') == std::string_view::npos) id_ = value;
  } else if (name == "retry") {
    int ms = 0;
    const char* end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, ms);
    if (error == std::errc{} && stop == end && ms >= 0) {
      retry_ = std::min(std::chrono::milliseconds(ms), kMaxReconnectAfter);
    }
  }
}

void SseParser::dispatch(const OnEvent& on_event) {
  SseEvent event{std::exchange(name_, {}), std::exchange(data_, {})};
  if (id_) last_id_ = *std::exchange(id_, std::nullopt);
  if (event.data.empty()) return;
  event.data.pop_back();  // the last line's end
  if (event.name.empty()) event.name = "message";
  on_event(event);
}

}  // namespace host::cli
