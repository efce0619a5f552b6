#include "tests/senders/simulation.hpp"

#include <algorithm>

namespace senders {

void Agenda::run() {
  while (!actions_.empty()) {
    auto next = actions_.extract(actions_.begin());
    now_ = std::max(now_, next.key());
    next.mapped()();
  }
}

bool Sent::may_have_arrived() const {
  return std::find(answers.begin(), answers.end(), std::nullopt) != answers.end();
}

void Sender::send_every(Seconds spacing, std::string stream, std::function<bool(int)> more) {
  const int number = static_cast<int>(sent_.size());
  if (!more(number)) return;
  // A moment of the past, one second later each time: the host's clock is not the simulation's.
  constexpr std::int64_t kFirstMoment = 1'767'323'045;
  send(provider_.make_event({stream, number, 0, stream + " " + std::to_string(number),
                             provider_.time_at(kFirstMoment + number)}));
  agenda_.after(spacing, [this, spacing, stream = std::move(stream), more = std::move(more)] {
    send_every(spacing, stream, more);
  });
}

void Sender::send(Event event) {
  sent_.push_back({std::move(event)});
  first_tried_[&sent_.back()] = agenda_.now();
  attempt(sent_.back());
}

void Sender::attempt(Sent& sent) {
  if (is_disabled()) return drop(sent, "the subscription is disabled");
  Try attempt{static_cast<int>(sent.answers.size())};
  if (attempt.number > 0) {
    attempt.last_failure = sent.answers.back() ? "http_error" : "connection_failed";
  }
  const auto status = post_(provider_.headers(sent.event, signing, attempt), sent.event.body);
  sent.answers.push_back(status);
  const bool delivered = status && provider_.rules.is_delivered(*status);
  if (delivered) {
    sent.fate = Sent::Fate::delivered;
    drops_in_a_row_ = 0;
  }
  count_attempt(!delivered);
  if (!delivered) fail(sent, status);
}

void Sender::fail(Sent& sent, std::optional<int> status) {
  const bool is_retried = !status || provider_.rules.is_retried(*status);
  const auto wait = is_retried ? next_wait(sent) : std::nullopt;
  if (wait) return agenda_.after(*wait, [this, &sent] { attempt(sent); });
  const std::string answer = status ? std::to_string(*status) : "no answer";
  drop(sent, is_retried ? "no more retries after " + answer : "not retried: " + answer);
}

std::optional<Seconds> Sender::next_wait(const Sent& sent) const {
  const Rules& rules = provider_.rules;
  const std::size_t tries = sent.answers.size();
  if (tries <= rules.waits.size()) return rules.waits[tries - 1];
  if (rules.waits.empty()) return std::nullopt;
  const Seconds age = agenda_.now() - first_tried_.at(&sent);
  if (age + rules.waits.back() > rules.give_up_after) return std::nullopt;
  return rules.waits.back();
}

void Sender::drop(Sent& sent, std::string why) {
  sent.fate = Sent::Fate::dropped;
  sent.why = std::move(why);
  if (is_disabled()) return;
  ++drops_in_a_row_;
  const int limit = provider_.rules.disable.drops_in_a_row;
  if (limit > 0 && drops_in_a_row_ >= limit) disable();
}

void Sender::count_attempt(bool failed) {
  const DisableRule& rule = provider_.rules.disable;
  if (rule.failed_share <= 0) return;
  recent_.emplace_back(agenda_.now(), failed);
  while (recent_.front().first + rule.window <= agenda_.now()) recent_.pop_front();
  const auto failures = std::count_if(recent_.begin(), recent_.end(),
                                      [](const auto& attempt) { return attempt.second; });
  const auto attempts = std::max(static_cast<int>(recent_.size()), rule.attempts_at_least);
  if (static_cast<double>(failures) >= rule.failed_share * attempts && !is_disabled()) disable();
}

void Sender::disable() {
  ++times_disabled_;
  const Seconds lasts = provider_.rules.disable.lasts;
  disabled_until_ = lasts > Seconds(0) ? agenda_.now() + lasts : Seconds::max();
  drops_in_a_row_ = 0;
}

int Sender::failed_attempts() const {
  int failed = 0;
  for (const Sent& sent : sent_) {
    failed += static_cast<int>(sent.answers.size()) - (sent.is_delivered() ? 1 : 0);
  }
  return failed;
}

int Sender::count(Sent::Fate fate) const {
  return static_cast<int>(std::count_if(sent_.begin(), sent_.end(),
                                        [fate](const Sent& sent) { return sent.fate == fate; }));
}

}  // namespace senders
