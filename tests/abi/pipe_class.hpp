// A connector class whose code runs in another process (pipe_worker.cpp): each call, and whatever
// the library asks of its host meanwhile, travels as bytes over one pipe. To the host it looks like
// any other class. What this taught is in docs/abi.md.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "amfs/abi/connector.h"
#include "tests/abi/pipe_channel.hpp"

namespace abi {

class PipeClass {
 public:
  // Throws std::runtime_error when the process cannot be started. One object for a class name at a
  // time, and one thread.
  PipeClass(const std::string& library, const std::string& class_name);
  ~PipeClass();  // ends the process: destroy the instances before
  PipeClass(const PipeClass&) = delete;
  PipeClass& operator=(const PipeClass&) = delete;

  const amfs_class* abi() const { return &class_; }
  const PipeChannel& channel() const { return *channel_; }
  void kill_process();

  // A call as the host made it; null where the call has no such thing.
  struct Call {
    const amfs_host* host = nullptr;
    const amfs_sink* sink = nullptr;
    const amfs_sigcheck* check = nullptr;
    const amfs_memory* memory = nullptr;  // once it was asked for
  };
  struct Returned {
    amfs_status status = AMFS_INTERNAL;
    std::uint64_t instance = 0;
  };
  // Throws std::runtime_error when the process is gone.
  Returned call(Message message, std::string_view arguments, Call call);

 private:
  std::string answer(Message question, std::string_view arguments, Call& call);

  const std::string class_name_;
  amfs_class class_{};
  pid_t process_ = -1;
  std::unique_ptr<PipeChannel> channel_;
};

}  // namespace abi
