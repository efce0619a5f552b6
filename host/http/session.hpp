// Session (private): one open socket on an I/O thread: a Connection or a StreamSession.
#pragma once

#include <boost/intrusive/list.hpp>
#include <cstdint>
#include <memory>

namespace host::http {

// Thread rule: every member only on its I/O thread, except where a subclass says otherwise.
class Session : public boost::intrusive::list_base_hook<> {
 public:
  virtual ~Session() = default;

  // Called every Limits::deadline_tick: enforce deadlines; while draining, close when idle.
  virtual void on_tick(std::int64_t now_ns, bool draining) = 0;
  // Close the socket now and leave the thread's list.
  virtual void close() = 0;

 private:
  friend class IoThread;
  std::shared_ptr<Session> self_;  // held while in the list
};

}  // namespace host::http
