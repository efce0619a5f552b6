// The simulation: an agenda with a clock of its own, and senders that deliver to a receiver under
// their provider's rules. Hours pass as fast as the receiver answers.
//
// One thread at a time for an agenda and all senders on it.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/senders/provider.hpp"

namespace senders {

class Agenda {
 public:
  Seconds now() const { return now_; }
  // What is due at the same time happens in the order in which it was put down.
  void at(Seconds when, std::function<void()> action) { actions_.emplace(when, std::move(action)); }
  void after(Seconds wait, std::function<void()> action) { at(now_ + wait, std::move(action)); }
  void run();  // until nothing is left to do

 private:
  Seconds now_{0};
  std::multimap<Seconds, std::function<void()>> actions_;
};

// Sends one request; the status of the answer, or nothing when none came in time.
using Post = std::function<std::optional<int>(const test::HttpHeaders&, const std::string& body)>;

struct Sent {
  enum class Fate { open, delivered, dropped };

  Event event;
  Fate fate = Fate::open;
  std::string why{};                          // it was dropped
  std::vector<std::optional<int>> answers{};  // one for each attempt
  bool is_delivered() const { return fate == Fate::delivered; }
  // An attempt was cut off: nobody but the receiver knows whether it arrived.
  bool may_have_arrived() const;
};

class Sender {
 public:
  // `agenda` must outlive this object.
  Sender(Agenda& agenda, Provider provider, Signing first_signing, Post post)
      : signing(std::move(first_signing)),
        agenda_(agenda),
        provider_(std::move(provider)),
        post_(std::move(post)) {}
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  // A first event now, and another every `spacing` as long as `more(events so far)`.
  void send_every(Seconds spacing, std::string stream, std::function<bool(int)> more);
  void send(Event event);  // now

  const Provider& provider() const { return provider_; }
  const std::deque<Sent>& sent() const { return sent_; }
  int delivered() const { return count(Sent::Fate::delivered); }
  int dropped() const { return count(Sent::Fate::dropped); }
  int failed_attempts() const;
  int times_disabled() const { return times_disabled_; }

  Signing signing;  // may be changed between deliveries

 private:
  void attempt(Sent& sent);
  void fail(Sent& sent, std::optional<int> status);
  // The wait before the next attempt; nothing when that was the last.
  std::optional<Seconds> next_wait(const Sent& sent) const;
  void drop(Sent& sent, std::string why);
  void count_attempt(bool failed);
  void disable();
  bool is_disabled() const { return agenda_.now() < disabled_until_; }
  int count(Sent::Fate fate) const;

  Agenda& agenda_;
  Provider provider_;
  Post post_;
  std::deque<Sent> sent_;  // where it is: actions on the agenda refer to its elements
  std::map<const Sent*, Seconds> first_tried_;
  std::deque<std::pair<Seconds, bool>> recent_;  // attempts of the window, whether they failed
  int drops_in_a_row_ = 0;
  int times_disabled_ = 0;
  Seconds disabled_until_{0};
};

}  // namespace senders
