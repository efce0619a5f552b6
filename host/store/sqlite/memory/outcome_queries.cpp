#include "host/store/sqlite/memory/outcome_queries.hpp"

#include "host/store/sqlite/file/text_lists.hpp"

namespace host::store::sqlite {
namespace {

#define AMFS_OUTCOME_COLUMNS                                                             \
  "o.id, o.outcome_ref, o.outcome_type, o.causal_confidence, o.agent_id, o.entry_keys, " \
  "o.affected, o.task_input, o.response_text, o.tool_calls, o.committed_at "

constexpr const char* kAll = "SELECT " AMFS_OUTCOME_COLUMNS
                             "FROM outcomes o WHERE o.tenant=?1 "
                             "ORDER BY o.id DESC LIMIT ?2";
constexpr const char* kOfPath = "SELECT " AMFS_OUTCOME_COLUMNS
                                "FROM outcome_paths p JOIN outcomes o ON o.id=p.outcome "
                                "WHERE p.tenant=?1 AND p.entity_path=?3 "
                                "ORDER BY p.outcome DESC LIMIT ?2";

OutcomeRecord read_outcome(const Statement& row) {
  OutcomeRecord out;
  out.id = row.integer(0);
  out.outcome_ref = row.text(1);
  out.outcome_type = row.text(2);
  out.causal_confidence = row.real(3);
  out.agent_id = row.text(4);
  out.causal_entry_keys = read_list(row.text(5));
  out.affected = row.integer(6);
  out.task_input = row.text(7);
  out.response_text = row.text(8);
  out.tool_calls_json = row.text(9);
  out.committed_at = row.integer(10);
  return out;
}

}  // namespace

std::vector<OutcomeRecord> OutcomeQueries::outcomes(const OutcomeFilter& filter) {
  Statement rows(database_, filter.entity_path.empty() ? kAll : kOfPath);
  const auto limit = static_cast<std::int64_t>(filter.limit);
  if (filter.entity_path.empty()) {
    rows.bind(filter.tenant, limit);
  } else {
    rows.bind(filter.tenant, limit, filter.entity_path);
  }
  std::vector<OutcomeRecord> out;
  while (rows.step()) {
    OutcomeRecord record = read_outcome(rows);
    if (record.committed_at < filter.since) break;  // only older ones follow
    out.push_back(std::move(record));
  }
  return out;
}

}  // namespace host::store::sqlite
