// A byte pipe between a host and the process that runs its connector: framed messages, one at a
// time, and what they are called. pipe_class.hpp is the host's end, pipe_worker.cpp the other.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/unique_fd.hpp"

namespace abi {

enum class Message : std::uint32_t {
  // To the worker. Each ends with `returned`; what the library asks for comes before that.
  create,              // amfs_create_args
  destroy,             // instance
  transform,           // instance, amfs_event
  validate_signature,  // instance, amfs_sigcheck
  answer,              // to one of the questions below
  // To the host, questions: the worker waits for the answer.
  emit,           // amfs_result -> status
  cancelled,      // -> u32
  has_extension,  // id -> u32
  get,            // path, key -> status, records
  find_ref,       // ref -> status, records
  list,           // path, limit -> status, records
  verify_hmac,    // secret, algorithm, pieces, candidate -> status
  log_enabled,    // level -> u32
  now_unix_ns,    // -> i64
  now_mono_ns,    // -> i64
  // To the host, one way.
  fail,      // amfs_error
  log,       // level, message, fields
  returned,  // status, instance
};

struct Frame {
  Message message;
  std::string bytes;
};

struct PipeClosed : std::runtime_error {
  PipeClosed() : std::runtime_error("the other end of the pipe is gone") {}
};

// Throws PipeClosed, or std::runtime_error when the other side breaks the frames' rules.
class PipeChannel {
 public:
  static constexpr std::uint32_t kFrameMax = 64U << 20;

  explicit PipeChannel(test::UniqueFd fd) : fd_(std::move(fd)) {}

  void send(Message message, std::string_view bytes);
  Frame receive();

  std::uint64_t frames() const { return frames_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  void receive_exactly(char* to, std::size_t size);

  test::UniqueFd fd_;
  std::uint64_t frames_ = 0;  // both ways
  std::uint64_t bytes_ = 0;
};

// Memory for what a frame holds, gone with the object. Aligned for every struct of the ABI.
class FrameArena {
 public:
  void* allocate(std::size_t size) {
    blocks_.push_back(std::make_unique<std::uint64_t[]>(size / sizeof(std::uint64_t) + 1));
    return blocks_.back().get();
  }

 private:
  std::vector<std::unique_ptr<std::uint64_t[]>> blocks_;
};

}  // namespace abi
