// A client that the test controls, a feed made of a list, and an announcer between them.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/stream/announcer.hpp"
#include "tests/support/catch.hpp"

namespace stream_test {

using namespace std::chrono_literals;  // NOLINT: tests only
using host::store::EntryId;
using host::store::TenantId;

// The receiving end of one stream. Takes everything; `set_backlog` makes it look slow.
class Client : public host::http::ResponseSink,
               public host::http::StreamChannel,
               public std::enable_shared_from_this<Client> {
 public:
  void complete(host::http::Response answer) override {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
    changed_.notify_all();
  }
  std::shared_ptr<host::http::StreamChannel> begin_stream(host::http::Response head) override {
    complete(std::move(head));
    return shared_from_this();
  }
  bool write(std::string bytes) override {
    const std::lock_guard lock(mutex_);
    if (!open_) return false;
    text_ += bytes;
    ++writes_;
    changed_.notify_all();
    return true;
  }
  void finish() override {
    const std::lock_guard lock(mutex_);
    open_ = false;
    changed_.notify_all();
  }
  bool is_open() const override {
    const std::lock_guard lock(mutex_);
    return open_;
  }
  std::size_t backlog() const override {
    const std::lock_guard lock(mutex_);
    return backlog_;
  }

  void leave() { finish(); }
  void set_backlog(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    backlog_ = bytes;
  }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }
  std::size_t writes() const {
    const std::lock_guard lock(mutex_);
    return writes_;
  }
  int status() const {
    const std::lock_guard lock(mutex_);
    return answer_ ? answer_->status : 0;
  }
  std::string body() const {
    const std::lock_guard lock(mutex_);
    return answer_ ? answer_->body : "";
  }
  // False when `predicate` does not come true within ten seconds.
  template <class Predicate>
  bool wait_for(Predicate predicate) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 10s, [&] { return predicate(*this, text_); });
  }
  bool wait_for_text(const std::string& part) {
    return wait_for([&](auto&, const auto& text) { return text.find(part) != std::string::npos; });
  }
  bool wait_for_end() {
    return wait_for([](auto& client, const auto&) { return !client.open_; });
  }
  bool wait_for_answer() {
    return wait_for([](auto& client, const auto&) { return client.answer_.has_value(); });
  }

  // The data of all `write` events, in order.
  std::vector<std::string> writes_seen() const { return data_of("write"); }
  std::vector<std::string> data_of(const std::string& event) const {
    std::vector<std::string> out;
    const std::string all = text();
    const std::string begin = "event: " + event + "\n";
    for (std::size_t at = 0; (at = all.find(begin, at)) != std::string::npos; at += begin.size()) {
      const std::size_t data = all.find("data: ", at) + 6;
      out.push_back(all.substr(data, all.find('\n', data) - data));
    }
    return out;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<host::http::Response> answer_;
  std::string text_;
  std::size_t writes_ = 0;
  std::size_t backlog_ = 0;
  bool open_ = true;
};

// Versions with ids from 1, as a store of many tenants has them.
class ListFeed final : public host::store::FeedReader {
 public:
  EntryId add(const std::string& path, const std::string& agent = "webhook/github",
              TenantId tenant = host::store::kDefaultTenant, std::uint32_t flags = 0,
              host::store::MemoryType type = host::store::MemoryType::fact) {
    const EntryId id = newest() + 1;
    versions_.push_back({id, tenant, path, agent, type, flags});
    return id;
  }

  EntryId newest() override { return static_cast<EntryId>(versions_.size()); }
  std::vector<host::store::WrittenVersion> written(EntryId after, EntryId upto) override {
    ++scans;
    std::vector<host::store::WrittenVersion> out;
    for (EntryId id = after + 1; id <= std::min(upto, after + host::store::kFeedRangeMax); ++id) {
      if (id > newest()) break;
      out.push_back(versions_[static_cast<std::size_t>(id - 1)]);
    }
    return out;
  }
  std::optional<host::store::Entry> entry(EntryId id) override {
    if (id == fails_at) throw std::runtime_error("disk I/O error");
    ++read;
    host::store::Entry entry;
    entry.id = id;
    return entry;
  }

  int scans = 0;
  int read = 0;          // complete entries
  EntryId fails_at = 0;  // 0: never

 private:
  std::vector<host::store::WrittenVersion> versions_;
};

inline std::string id_text(const host::store::Entry& entry) { return std::to_string(entry.id); }

inline std::vector<std::string> numbers(EntryId from, EntryId to) {
  std::vector<std::string> out;
  for (EntryId id = from; id <= to; ++id) out.push_back(std::to_string(id));
  return out;
}

struct Rig {
  explicit Rig(const host::stream::StreamLimits& a_limits = {})
      : limits(a_limits), places(limits), announcer(feed, id_text, limits, stats) {}

  std::shared_ptr<Client> open(const host::stream::Filter& filter = {},
                               std::optional<EntryId> resume = std::nullopt,
                               TenantId tenant = host::store::kDefaultTenant) {
    auto client = std::make_shared<Client>();
    host::access::Caller caller;
    caller.tenant = tenant;
    announcer.add({caller, filter, resume, host::http::Responder(client)}, *places.take(tenant));
    return client;
  }
  // Rounds, on a clock that leaves catching up its rest, until nobody is behind.
  void run_until_quiet() {
    announcer.announce();
    for (int i = 0; announcer.attend(now) && i < 10'000; ++i) now += 1s;
  }

  host::stream::StreamLimits limits;
  ListFeed feed;
  host::stream::StreamStats stats;
  host::stream::Places places;
  host::stream::Announcer announcer;
  host::stream::SteadyTime now = std::chrono::steady_clock::now();
};

}  // namespace stream_test
