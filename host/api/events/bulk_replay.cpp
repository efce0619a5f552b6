#include "host/api/events/bulk_replay.hpp"

#include <fmt/format.h>

#include "host/api/store_refusal.hpp"
#include "host/base/log.hpp"
#include "host/json/writer.hpp"

namespace host::api {
namespace {

constexpr std::size_t kPage = 1000;

// What waits for its first run needs no replay; a direct event has nothing to run.
bool is_replayable(const store::EventRow& event) {
  return event.state != store::EventState::received && !event.connector.starts_with("external/");
}

}  // namespace

void BulkReplay::start(const Parts& parts, std::shared_ptr<std::atomic<int>> running,
                       BulkReplayRequest request, http::Responder responder) {
  std::make_shared<BulkReplay>(parts, std::move(running), std::move(request), std::move(responder))
      ->find_more();
}

BulkReplay::BulkReplay(const Parts& parts, std::shared_ptr<std::atomic<int>> running,
                       BulkReplayRequest request, http::Responder responder)
    : parts_(parts),
      running_(std::move(running)),
      request_(std::move(request)),
      responder_(std::move(responder)) {
  request_.filter.limit = kPage;
  ++*running_;
}

BulkReplay::~BulkReplay() { --*running_; }

void BulkReplay::find_more() {
  const bool accepted = parts_.reads.submit(
      request_.filter.tenant, [self = shared_from_this()](store::Reader& reader) {
        try {
          self->take_page(reader);
        } catch (const std::exception& error) {
          log::error("bulk replay: {}", error.what());
          self->responder_.send(
              http::problem(500, "internal_error", "the query failed; see the host's log"));
        }
      });
  if (!accepted) refuse({"overloaded", "too many queries wait; try again shortly"});
}

void BulkReplay::take_page(store::Reader& reader) {
  const store::EventPage page = reader.list_events(request_.filter);
  for (const store::EventRow& event : page.events) {
    if (!is_replayable(event)) continue;
    if (found_.size() == request_.count_max) {
      complete_ = false;
      break;
    }
    found_.push_back(event.seq);
  }
  request_.filter.before = page.next;
  if (page.next != 0 && complete_) {
    find_more();
  } else if (request_.dry_run) {
    answer(202, "dry_run", found_.size());
  } else if (found_.empty()) {
    answer(202, "queued", 0);
  } else {
    queue_more();
  }
}

void BulkReplay::queue_more() {
  std::vector<store::EventSeq> batch;
  while (batch.size() < store::kReplayBatchMax && !found_.empty()) {
    batch.push_back(found_.back());  // oldest first
    found_.pop_back();
  }
  std::optional<store::AuditRecord> record = std::exchange(request_.record, {});
  if (record->action.empty()) record.reset();  // it went with the first batch
  parts_.store.replays().replay_batch(
      request_.filter.tenant, std::move(batch), std::move(record),
      [self = shared_from_this()](const store::ReplayBatchOutcome& outcome) {
        self->on_batch(outcome);
      });
}

void BulkReplay::on_batch(const store::ReplayBatchOutcome& outcome) {
  if (!outcome.ok) {
    refuse(outcome.error);
    return;
  }
  queued_ += outcome.events.size();
  for (const store::ReplayedEvent& event : outcome.events) {
    parts_.dispatcher.run_again(event.endpoint, event.seq);
  }
  if (!found_.empty()) {
    queue_more();
  } else {
    answer(202, "queued", queued_);
  }
}

void BulkReplay::answer(int status, const char* what, std::size_t count) {
  json::JsonWriter writer;
  writer.begin_object().put("status", what).put("count", count);
  writer.put("complete", complete_).end_object();
  responder_.send(http::json(status, writer.text()));
}

void BulkReplay::refuse(Error error) {
  if (queued_ != 0) {
    error.message +=
        fmt::format("; {} events were queued before, the others are as they were", queued_);
  }
  responder_.send(store_refusal(error));
}

}  // namespace host::api
