// BulkReplay: many events through transform again. First finds them, page by page on the ReadPool,
// so that other reads get their turn; then queues them in arrival order, one batch per transaction,
// and tells their lanes.
//
// Answers when the last batch is on disk: the count it gives is the truth. A crash in between
// leaves what was not queued yet as it was. Owns itself until it has answered.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "host/api/route_table.hpp"
#include "host/http/responder.hpp"

namespace host::api {

inline constexpr std::size_t kBulkReplayMax = 100'000;  // events of one request
inline constexpr int kBulkReplaysMax = 4;               // at a time, of all tenants

struct BulkReplayRequest {
  store::EventFilter filter;
  std::size_t count_max = kBulkReplayMax;
  bool dry_run = false;
  store::AuditRecord record;
};

class BulkReplay : public std::enable_shared_from_this<BulkReplay> {
 public:
  // `running` counts those at work; it lives with whoever still holds it.
  static void start(const Parts& parts, std::shared_ptr<std::atomic<int>> running,
                    BulkReplayRequest request, http::Responder responder);

  BulkReplay(const Parts& parts, std::shared_ptr<std::atomic<int>> running,
             BulkReplayRequest request, http::Responder responder);
  ~BulkReplay();
  BulkReplay(const BulkReplay&) = delete;
  BulkReplay& operator=(const BulkReplay&) = delete;

 private:
  void find_more();
  void take_page(store::Reader& reader);
  void queue_more();
  void on_batch(const store::ReplayBatchOutcome& outcome);
  void answer(int status, const char* what, std::size_t count);
  void refuse(Error error);

  const Parts parts_;
  const std::shared_ptr<std::atomic<int>> running_;
  BulkReplayRequest request_;
  http::Responder responder_;
  std::vector<store::EventSeq> found_;  // newest first
  bool complete_ = true;                // nothing was left out for count_max
  std::size_t queued_ = 0;
};

}  // namespace host::api
