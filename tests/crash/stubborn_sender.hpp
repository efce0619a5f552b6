// StubbornSender: delivers like a provider that never gives up. A delivery without an answer, or
// with 503, is sent again, with the same id and bytes, until the host (whichever life of it)
// acknowledges it. One thread at a time.
#pragma once

#include <functional>
#include <string>

#include "tests/crash/crashing_host.hpp"
#include "tests/support/webhook_sender.hpp"

namespace crash {

struct Delivery {
  test::HttpHeaders headers;
  std::string body;
  std::string event_id;  // empty until it is acknowledged
};

class StubbornSender {
 public:
  StubbornSender(CrashingHost& host, const std::string& connector)
      : host_(host), sender_(0, connector) {}

  // The first acknowledgement sets delivery.event_id. For one that has it already, the answer must
  // be a duplicate of the same event. Throws std::runtime_error when the host breaks its word.
  void deliver(Delivery& delivery);

 private:
  test::DeliveryAnswer send_until_acknowledged(const Delivery& delivery, bool& may_be_there);

  CrashingHost& host_;
  test::WebhookSender sender_;
};

// Runs `senders(index)` on `count` threads while the host is killed `rounds` times; returns when
// all of them have ended. The first exception of any of them ends all and comes out.
void deliver_under_fire(CrashingHost& host, int count, int rounds, int acks_max,
                        const std::function<void(int index)>& sender);

}  // namespace crash
