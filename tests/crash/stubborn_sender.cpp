#include "tests/crash/stubborn_sender.hpp"

#include <stdexcept>
#include <thread>
#include <vector>

namespace crash {

void StubbornSender::deliver(Delivery& delivery) {
  const bool is_first = delivery.event_id.empty();
  bool may_be_there = !is_first;
  const test::DeliveryAnswer answer = send_until_acknowledged(delivery, may_be_there);
  const std::string what = answer.status + " " + answer.event_id + " for " + delivery.body;
  if (answer.event_id.empty())
    throw std::runtime_error("an acknowledgement names no event: " + what);
  if (answer.status == "duplicate") {
    if (!may_be_there) throw std::runtime_error("duplicate of nothing sent before: " + what);
  } else if (answer.status != "accepted") {
    throw std::runtime_error("neither accepted nor duplicate: " + what);
  } else if (!is_first) {
    throw std::runtime_error("accepted twice, first as " + delivery.event_id + ": " + what);
  }
  if (!is_first && answer.event_id != delivery.event_id) {
    throw std::runtime_error("first acknowledged as " + delivery.event_id + ", now " + what);
  }
  delivery.event_id = answer.event_id;
  host_.count_ack();
}

test::DeliveryAnswer StubbornSender::send_until_acknowledged(const Delivery& delivery,
                                                             bool& may_be_there) {
  for (;;) {
    const std::uint16_t port = host_.port();
    if (port != sender_.client().port()) sender_.client().set_port(port);
    const auto answer = sender_.send(delivery.headers, delivery.body);
    if (!answer) {
      may_be_there = true;  // it may have been committed before the host died
    } else if (answer->is_acknowledged()) {
      return *answer;
    } else if (answer->http_status != 503) {
      throw std::runtime_error("refused with " + std::to_string(answer->http_status) + " " +
                               answer->code + ": " + delivery.body);
    }
  }
}

void deliver_under_fire(CrashingHost& host, int count, int rounds, int acks_max,
                        const std::function<void(int index)>& sender) {
  std::vector<std::thread> threads;
  for (int index = 0; index < count; ++index) {
    threads.emplace_back([&host, &sender, index] {
      try {
        sender(index);
      } catch (const std::exception& error) {
        host.give_up(error.what());
      }
    });
  }
  try {
    host.survive(rounds, acks_max);
  } catch (const std::exception& error) {
    host.give_up(error.what());
  }
  for (std::thread& thread : threads) thread.join();
  host.check();
}

}  // namespace crash
