#include "host/stream/announcer.hpp"

#include <algorithm>
#include <thread>

#include "host/http/response.hpp"
#include "host/stream/sse.hpp"

namespace host::stream {
namespace {

http::Response stream_head() {
  http::Response head;
  head.content_type = http::kEventStream;
  head.set_header("Cache-Control", "no-store");
  head.set_header("X-Accel-Buffering", "no");  // nginx would hold events back
  return head;
}

}  // namespace

Announcer::Announcer(store::FeedReader& feed, EntryFormat format, const StreamLimits& limits,
                     StreamStats& stats)
    : feed_(feed), format_(std::move(format)), limits_(limits), stats_(stats) {}

void Announcer::add(Subscription subscription, Place place) {
  announce();  // so that "from now on" is the frontier
  auto subscriber = std::make_unique<Subscriber>(
      std::move(subscription.caller), std::move(subscription.filter), std::move(place),
      subscription.responder.stream(stream_head()), limits_.buffer_bytes);
  // An id from the future comes from another store, or from a backup's: start now.
  subscriber->advance(std::min(subscription.resume.value_or(frontier_), frontier_));
  if (!subscriber->send(sse_opening(kReconnectAfter, subscriber->position()))) return;
  index_.add(*subscriber);
  subscribers_.push_back(std::move(subscriber));
  stats_.opened.fetch_add(1, std::memory_order_relaxed);
}

void Announcer::announce() {
  const store::EntryId newest = feed_.newest();
  while (frontier_ < newest) {
    const bool anybody =
        std::any_of(subscribers_.begin(), subscribers_.end(),
                    [this](const auto& subscriber) { return is_up_to_date(*subscriber); });
    if (!anybody) {
      frontier_ = newest;
      return;
    }
    const store::EntryId upto = std::min(newest, frontier_ + store::kFeedRangeMax);
    scan(frontier_, upto);
    frontier_ = upto;
  }
}

bool Announcer::attend(SteadyTime now) {
  for (const auto& subscriber : subscribers_) subscriber->unblock();
  catch_up(now);
  remove_if([](Subscriber& subscriber) { return !subscriber.flush(); });
  tell_laggards(now);
  return !std::all_of(subscribers_.begin(), subscribers_.end(),
                      [this](const auto& subscriber) { return is_up_to_date(*subscriber); });
}

// In turns, so that nobody waits for one who resumes from far back. Ranges end at multiples of the
// range's size: subscribers whose ranges overlap end at the same place and share the next scan.
void Announcer::catch_up(SteadyTime now) {
  if (now < catch_up_at_) return;
  const SteadyTime begin = std::chrono::steady_clock::now();
  std::chrono::nanoseconds worked{0};
  while (worked < kCatchUpSlice) {
    Subscriber* subscriber = next_behind();
    if (subscriber == nullptr) break;
    const store::EntryId from = subscriber->position();
    const store::EntryId next_range = (from / store::kFeedRangeMax + 1) * store::kFeedRangeMax;
    scan(from, std::min({frontier_, next_range, from + subscriber->reach()}));
    subscriber->note_progress(from);
    worked = std::chrono::steady_clock::now() - begin;
  }
  catch_up_at_ = now + (1 + kRestFactor) * worked;
}

Subscriber* Announcer::next_behind() {
  for (std::size_t tries = 0; tries < subscribers_.size(); ++tries) {
    turn_ = (turn_ + 1) % subscribers_.size();
    Subscriber& subscriber = *subscribers_[turn_];
    if (!subscriber.is_blocked() && !is_up_to_date(subscriber)) return &subscriber;
  }
  return nullptr;
}

void Announcer::scan(store::EntryId after, store::EntryId upto) {
  const auto versions = feed_.written(after, upto);
  stats_.scanned.fetch_add(versions.size(), std::memory_order_relaxed);
  for (const store::WrittenVersion& version : versions) {
    if ((version.flags & store::kEntryLate) == 0) deliver(version, after);
  }
  for (const auto& subscriber : subscribers_) {
    const store::EntryId position = subscriber->position();
    if (!subscriber->is_blocked() && position >= after && position < upto) {
      subscriber->advance(upto);
    }
  }
  flush_all();
}

void Announcer::flush_all() {
  std::size_t bytes = 0;
  for (const auto& subscriber : subscribers_) {
    bytes += subscriber->waiting_bytes();
    subscriber->flush();
    if (bytes < kFlushBytes) continue;
    bytes = 0;
    std::this_thread::sleep_for(kFlushPause);
  }
}

// To those who stand inside the scanned range and before this version: who stands further back
// gets it when its turn comes, after what precedes it.
void Announcer::deliver(const store::WrittenVersion& version, store::EntryId scanned_from) {
  SharedText event;
  for (Subscriber* subscriber : index_.match(version)) {
    if (subscriber->is_blocked() || subscriber->position() < scanned_from ||
        subscriber->position() >= version.id) {
      continue;
    }
    if (event == nullptr) {
      const auto entry = feed_.entry(version.id);
      if (!entry) return;
      event = std::make_shared<const std::string>(sse_event("write", version.id, format_(*entry)));
    }
    if (subscriber->take(event)) {
      subscriber->advance(version.id);
      stats_.delivered.fetch_add(1, std::memory_order_relaxed);
    } else {
      subscriber->advance(version.id - 1);
    }
  }
}

void Announcer::tell_laggards(SteadyTime now) {
  for (const auto& subscriber : subscribers_) {
    if (!subscriber->fell_behind(is_up_to_date(*subscriber), now, limits_.lagged_after)) continue;
    stats_.lagged.fetch_add(1, std::memory_order_relaxed);
    const store::EntryId sent = subscriber->position();
    subscriber->send(sse_event("lagged", sent,
                               "{\"last_event_id\":" + std::to_string(sent) +
                                   ",\"newest_id\":" + std::to_string(frontier_) + "}"));
  }
}

void Announcer::heartbeat() {
  remove_if([](Subscriber& subscriber) {
    return !subscriber.is_blocked() && !subscriber.send(sse_heartbeat(subscriber.position()));
  });
}

void Announcer::sweep(const StillAdmitted& admitted) {
  remove_if([&](Subscriber& subscriber) {
    if (subscriber.is_gone()) return true;
    if (!admitted || admitted(subscriber.caller())) return false;
    stats_.ended.fetch_add(1, std::memory_order_relaxed);
    return true;
  });
}

void Announcer::end_all() {
  remove_if([](Subscriber&) { return true; });
}

template <class Predicate>
void Announcer::remove_if(Predicate predicate) {
  const auto gone = std::remove_if(subscribers_.begin(), subscribers_.end(), [&](auto& subscriber) {
    if (!predicate(*subscriber)) return false;
    index_.remove(*subscriber);
    return true;
  });
  subscribers_.erase(gone, subscribers_.end());
}

}  // namespace host::stream
