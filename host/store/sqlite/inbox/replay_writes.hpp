// ReplayWrites over SQLite: each call becomes a task of the writer.
#pragma once

#include "host/store/replays.hpp"
#include "host/store/sqlite/writer/writer.hpp"

namespace host::store::sqlite {

class SqliteReplayWrites final : public ReplayWrites {
 public:
  explicit SqliteReplayWrites(Writer& writer) : writer_(writer) {}

  void replay(TenantId tenant, std::string event_id, AuditRecord record,
              UniqueFunction<void(ReplayOutcome)> done) override;
  void replay_batch(TenantId tenant, std::vector<EventSeq> seqs, std::optional<AuditRecord> record,
                    UniqueFunction<void(ReplayBatchOutcome)> done) override;

 private:
  Writer& writer_;
};

}  // namespace host::store::sqlite
