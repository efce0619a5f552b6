// The entry thread-{root ts}: a message and the replies to it, for an agent to read in one go.
#pragma once

#include <amfs/connector.hpp>
#include <optional>
#include <string>

#include "delivery.hpp"

namespace slack {

class Thread {
 public:
  // The thread of message `ts` whose root the event names. What was known of the message while its
  // thread was not is taken over.
  static Thread open(const Delivery& delivery, const std::string& root_ts, const std::string& ts);
  // The thread of a message that the event names without its root, as reactions do. A message
  // nobody knows counts as a root until its thread turns up.
  static Thread find(const Delivery& delivery, const std::string& ts);

  const std::string& root_ts() const { return root_ts_; }
  // The item of a message, made when it is not there. Valid until the next call.
  amfs::Value& message(const std::string& ts);

  // The entry with this event in it. `actor` may be missing.
  amfs::Results finish(const Delivery& delivery, const amfs::Value& actor,
                       const std::string& summary) &&;

 private:
  Thread(std::string root_ts, amfs::Value value)
      : root_ts_(std::move(root_ts)), value_(std::move(value)) {}
  bool knows(const std::string& ts) const;
  void take_over(const Delivery& delivery, const std::string& ts);
  void describe(const Delivery& delivery, const amfs::Value& actor);
  void limit_messages();
  void add_refs(const Delivery& delivery, amfs::ConnectorResult& result) const;

  std::string root_ts_;
  amfs::Value value_;
  std::optional<amfs::Entry> taken_over_;
};

}  // namespace slack
