// How a connector says that an event cannot be handled.
//
// Throw Unmatched, Retry or ConfigError; anything else that is thrown counts as an internal error,
// which is retried and then ends as a dead letter. Without exceptions (-fno-exceptions) the same
// functions record the first failure of the running call and return an empty value; the call's
// results are then dropped. There, authors return unmatched(…) or retry(…) from result.hpp.
// Texts are for operators: one sentence, no payload, at most 1 KiB is kept.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <string>
#include <utility>

#include "amfs/abi/connector.h"

namespace amfs {
inline namespace v1 {

// Base of everything a connector fails with on purpose.
class Error : public std::exception {
 public:
  Error(amfs_status status, std::string message, std::chrono::milliseconds retry_after = {})
      : status_(status), message_(std::move(message)), retry_after_(retry_after) {}

  const char* what() const noexcept override { return message_.c_str(); }
  const std::string& message() const noexcept { return message_; }
  amfs_status status() const noexcept { return status_; }
  std::chrono::milliseconds retry_after() const noexcept { return retry_after_; }

 private:
  amfs_status status_;
  std::string message_;
  std::chrono::milliseconds retry_after_;
};

// The event is not for this connector, or lacks what its identity needs: it is kept as a raw entry.
class Unmatched : public Error {
 public:
  explicit Unmatched(std::string why) : Error(AMFS_UNMATCHED, std::move(why)) {}
};

// Something is missing for now. The event comes back after `after`, or after the manifest's delay
// if that is longer; never later than the manifest's max_delay. It counts as an attempt.
class Retry : public Error {
 public:
  explicit Retry(std::string why, std::chrono::milliseconds after = {})
      : Error(AMFS_RETRY, std::move(why), after) {}
};

// From a constructor: the configuration cannot work. Say which key, and what it should be.
class ConfigError : public Error {
 public:
  explicit ConfigError(std::string why) : Error(AMFS_BAD_CONFIG, std::move(why)) {}
};

}  // namespace v1
}  // namespace amfs
