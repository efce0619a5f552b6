#include "host/store/sqlite/memory/outcome_writes.hpp"

#include <set>

#include "host/store/sqlite/file/text_lists.hpp"
#include "host/store/sqlite/writer/task.hpp"

namespace host::store::sqlite {
namespace {

constexpr int kKeySegmentsMax = 8;  // of a key with slashes, as an outcome may name it

struct Affected {
  EntryId id;
  std::string entity_path;
};

// "a/b/c" names key c of a/b, or key b/c of a: whichever is there, the shortest key first.
std::optional<Affected> apply_to(WriteScope& scope, TenantId tenant, const std::string& name,
                                 const OutcomeEffect& effect) {
  std::size_t slash = name.size();
  for (int segments = 0; segments < kKeySegmentsMax && slash != 0; ++segments) {
    slash = name.rfind('/', slash - 1);
    if (slash == std::string::npos) break;
    std::string path = name.substr(0, slash);
    const auto id =
        scope.memory.apply_outcome(tenant, path, name.substr(slash + 1), effect, scope.now);
    if (id) return Affected{*id, std::move(path)};
  }
  return std::nullopt;
}

std::int64_t insert(WriteScope& scope, TenantId tenant, const OutcomeRecord& record) {
  Statement insert(scope.database,
                   "INSERT INTO outcomes(tenant, outcome_ref, outcome_type, causal_confidence, "
                   "agent_id, entry_keys, affected, task_input, response_text, tool_calls, "
                   "committed_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
  insert
      .bind(tenant, record.outcome_ref, record.outcome_type, record.causal_confidence,
            record.agent_id, write_list(record.causal_entry_keys), record.affected,
            record.task_input, record.response_text, record.tool_calls_json, record.committed_at)
      .run();
  return scope.database.last_insert_rowid();
}

Result<CommittedOutcome> apply(WriteScope& scope, TenantId tenant, const OutcomeRecord& record) {
  const OutcomeType* type = find_outcome_type(record.outcome_type);
  if (type == nullptr) return Error{"unknown_outcome_type", "name a known outcome type"};
  const OutcomeEffect effect{record.outcome_type, type->factor, type->success};
  CommittedOutcome out{record, {}};
  std::set<std::string> paths;
  const std::set<std::string> names(record.causal_entry_keys.begin(),
                                    record.causal_entry_keys.end());  // each one once
  for (const std::string& name : names) {
    auto affected = apply_to(scope, tenant, name, effect);
    if (!affected) continue;
    if (auto entry = scope.memory.entry(affected->id)) out.entries.push_back(std::move(*entry));
    paths.insert(std::move(affected->entity_path));
  }
  out.record.committed_at = scope.now;
  out.record.affected = static_cast<std::int64_t>(out.entries.size());
  out.record.id = insert(scope, tenant, out.record);
  Statement path_row(scope.database, "INSERT INTO outcome_paths VALUES(?1, ?2, ?3)");
  for (const std::string& path : paths) path_row.bind(tenant, path, out.record.id).run();
  return out;
}

}  // namespace

void SqliteOutcomeWrites::commit(TenantId tenant, OutcomeRecord record,
                                 UniqueFunction<void(Result<CommittedOutcome>)> done) {
  submit_change<CommittedOutcome>(
      writer_,
      [tenant, record = std::move(record)](WriteScope& scope) {
        return apply(scope, tenant, record);
      },
      std::move(done));
}

}  // namespace host::store::sqlite
