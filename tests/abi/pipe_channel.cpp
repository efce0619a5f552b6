#include "tests/abi/pipe_channel.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace abi {
namespace {

struct Head {
  std::uint32_t size;
  std::uint32_t message;
};

}  // namespace

void PipeChannel::send(Message message, std::string_view bytes) {
  if (bytes.size() > kFrameMax) throw std::runtime_error("a frame is too large to be sent");
  const Head head{static_cast<std::uint32_t>(bytes.size()), static_cast<std::uint32_t>(message)};
  std::string frame(reinterpret_cast<const char*>(&head), sizeof head);
  frame += bytes;
  for (std::string_view rest = frame; !rest.empty();) {
    const ssize_t sent = ::send(fd_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) throw PipeClosed();
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  ++frames_;
  bytes_ += frame.size();
}

Frame PipeChannel::receive() {
  Head head{};
  receive_exactly(reinterpret_cast<char*>(&head), sizeof head);
  const bool known = head.message <= static_cast<std::uint32_t>(Message::returned);
  if (!known || head.size > kFrameMax) throw std::runtime_error("a frame breaks the rules");
  Frame frame{static_cast<Message>(head.message), std::string(head.size, '\0')};
  receive_exactly(frame.bytes.data(), frame.bytes.size());
  ++frames_;
  bytes_ += sizeof head + head.size;
  return frame;
}

void PipeChannel::receive_exactly(char* to, std::size_t size) {
  while (size > 0) {
    const ssize_t got = ::recv(fd_.get(), to, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw PipeClosed();
    to += got;
    size -= static_cast<std::size_t>(got);
  }
}

}  // namespace abi
