// StreamSession (private): a streamed response. Takes the socket over from its Connection; the body
// ends with the connection.
//
// Thread rule: StreamChannel's members from any thread, the rest on the I/O thread.
#pragma once

#include <array>
#include <mutex>
#include <optional>
#include <string>

#include "host/http/io_thread.hpp"
#include "host/http/responder.hpp"

namespace host::http {

class StreamSession final : public Session,
                            public StreamChannel,
                            public std::enable_shared_from_this<StreamSession> {
 public:
  explicit StreamSession(std::shared_ptr<IoThread> io) : io_(std::move(io)) {}

  bool write(std::string bytes) override;
  void finish() override;
  bool is_open() const override;
  std::size_t backlog() const override;

  // `head` goes out first. `head_only`: the request was HEAD.
  void adopt(Socket socket, OpenSlot slot, std::string head, bool head_only);
  void abandon();  // the client is gone already

  void on_tick(std::int64_t now_ns, bool draining) override;
  void close() override;

 private:
  void schedule_flush();
  void flush();
  void watch_client();

  const std::shared_ptr<IoThread> io_;
  std::optional<Socket> socket_;  // I/O thread
  std::optional<OpenSlot> slot_;  // I/O thread
  std::string sending_;           // I/O thread; empty: no write pending
  std::int64_t sending_since_ns_ = 0;
  std::array<char, 512> discard_;

  mutable std::mutex mutex_;
  std::string pending_;           // guarded by mutex_
  std::size_t in_flight_ = 0;     // guarded by mutex_; size of sending_
  bool open_ = true;              // guarded by mutex_
  bool finished_ = false;         // guarded by mutex_
  bool flush_scheduled_ = false;  // guarded by mutex_
};

}  // namespace host::http
