#include "host/http/stream_session.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace host::http {

namespace asio = boost::asio;
using Ec = boost::system::error_code;

namespace {

// At the host's stop: a reader that takes nothing for this long is not waited for.
constexpr std::chrono::milliseconds kDrainStreamPatience{500};

}  // namespace

bool StreamSession::write(std::string bytes) {
  {
    const std::lock_guard lock(mutex_);
    if (!open_ || finished_) return false;
    if (pending_.size() + bytes.size() <= kMaxStreamBacklogBytes) {
      if (pending_.empty()) {
        pending_ = std::move(bytes);
      } else {
        pending_ += bytes;
      }
      schedule_flush();
      return true;
    }
    open_ = false;
  }
  count_one(io_->state().stats.slow_streams);
  asio::post(io_->context(), [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->close();
  });
  return false;
}

void StreamSession::finish() {
  const std::lock_guard lock(mutex_);
  finished_ = true;
  schedule_flush();
}

bool StreamSession::is_open() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

std::size_t StreamSession::backlog() const {
  const std::lock_guard lock(mutex_);
  return pending_.size() + in_flight_;
}

// With mutex_ held. Weakly, see IoThread.
void StreamSession::schedule_flush() {
  if (flush_scheduled_) return;
  flush_scheduled_ = true;
  asio::post(io_->context(), [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->flush();
  });
}

void StreamSession::adopt(Socket socket, OpenSlot slot, std::string head, bool head_only) {
  socket_ = std::move(socket);
  slot_.emplace(std::move(slot));
  io_->add(shared_from_this());
  {
    const std::lock_guard lock(mutex_);
    if (head_only) {
      pending_.clear();
      finished_ = true;
    }
    pending_.insert(0, head);
  }
  watch_client();
  flush();
}

void StreamSession::abandon() {
  const std::lock_guard lock(mutex_);
  open_ = false;
}

void StreamSession::flush() {
  bool done = false;
  {
    const std::lock_guard lock(mutex_);
    flush_scheduled_ = false;
    if (!socket_ || !sending_.empty()) return;  // adopt() or the pending write calls again
    sending_.swap(pending_);
    in_flight_ = sending_.size();
    done = sending_.empty() && finished_;
  }
  if (done) return close();
  if (sending_.empty()) return;
  sending_since_ns_ = monotonic_ns();
  asio::async_write(*socket_, asio::buffer(sending_),
                    [self = shared_from_this()](const Ec& ec, std::size_t) {
                      if (!self->socket_) return;
                      if (ec) return self->close();
                      self->sending_.clear();
                      self->flush();
                    });
}

// A client has nothing more to say; its end of file means that it left.
void StreamSession::watch_client() {
  if (!socket_) return;
  socket_->async_read_some(asio::buffer(discard_),
                           [self = shared_from_this()](const Ec& ec, std::size_t) {
                             if (!self->socket_) return;
                             if (ec) return self->close();
                             self->watch_client();
                           });
}

void StreamSession::on_tick(std::int64_t now_ns, bool draining) {
  if (draining) finish();
  const auto patience = draining
                            ? std::min(kDrainStreamPatience, io_->state().limits.write_deadline)
                            : io_->state().limits.write_deadline;
  const auto allowed = patience.count() * kNsPerMs;
  if (!sending_.empty() && now_ns - sending_since_ns_ > allowed) {
    count_one(io_->state().stats.timeouts_write);
    close();
  }
}

void StreamSession::close() {
  abandon();
  if (!socket_) return;
  Ec ignored;
  socket_->shutdown(Socket::shutdown_send, ignored);
  socket_.reset();
  io_->remove(*this);
  slot_.reset();
}

}  // namespace host::http
