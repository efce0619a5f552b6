// SseParser: server-sent events out of bytes as they come (WHATWG HTML, 9.2). Takes LF, CRLF and CR
// line ends; bounded against a server that is none of ours.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace host::cli {

// Of one line, and of one event's data: a value of 256 KiB with all its escapes fits.
inline constexpr std::size_t kMaxSseBytes = std::size_t{4} << 20;
// What a server may ask us to wait before we connect again.
inline constexpr std::chrono::milliseconds kMaxReconnectAfter{30'000};

struct SseEvent {
  std::string name;  // "message" where the server gave none
  std::string data;
};

class SseParser {
 public:
  using OnEvent = std::function<void(const SseEvent&)>;

  // False: a line or an event is too large; nothing more is taken.
  bool feed(std::string_view bytes, const OnEvent& on_event);

  // What comes next is a new connection: forgets the event that was under way, not the id.
  void restart();

  // Of the last event that was complete; also of a block without data.
  const std::string& last_id() const { return last_id_; }
  void set_last_id(std::string id) { last_id_ = std::move(id); }
  std::optional<std::chrono::milliseconds> reconnect_after() const { return retry_; }

 private:
  void take_line(std::string_view line, const OnEvent& on_event);
  void take_field(std::string_view name, std::string_view value);
  void dispatch(const OnEvent& on_event);

  std::string line_;
  bool after_cr_ = false;  // an LF now ends no line
  std::string name_, data_, last_id_;
  std::optional<std::string> id_;
  std::optional<std::chrono::milliseconds> retry_;
};

}  // namespace host::cli
