// OverviewReader over SQLite.
#pragma once

#include "host/store/overview.hpp"
#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

inline constexpr std::int64_t kEntitiesSortedMax = 2000;  // of a tenant with more, pages walk the
inline constexpr std::int64_t kEntityWalkMax = 10000;     // newest entries, at most so many each
inline constexpr const char* kHiddenPath = "_system";     // AMFS shows no entity below it

class OverviewQueries final : public OverviewReader {
 public:
  // `database` knows amfs_now() (with_clock()).
  explicit OverviewQueries(Database& database);

  EntityPage entities(TenantId, EntryId before, std::size_t limit) override;
  std::optional<EntitySummary> entity(TenantId, std::string_view path) override;
  std::vector<EntitySummary> entities_below(TenantId, std::string_view path,
                                            std::size_t limit) override;
  AgentPage agents(TenantId, std::size_t offset, std::size_t limit) override;
  std::optional<AgentSummary> agent(TenantId, std::string_view agent_id) override;
  std::optional<SourceSummary> source(TenantId, std::string_view connector) override;
  std::vector<MarkCount> marks_of_entity(EntityNumber) override;
  std::vector<MarkCount> marks_of_agent(AgentNumber) override;
  std::vector<EntryHead> newest(TenantId, std::size_t limit) override;
  std::vector<EntryHead> newest_of_entity(EntityNumber, std::size_t limit) override;
  std::vector<EntryHead> newest_of_agent(AgentNumber, std::size_t limit) override;
  std::int64_t outcomes_of_agent(TenantId, std::string_view agent_id) override;
  AgentWrites writes_of_agent(AgentNumber, UnixNs since, EntryId before,
                              std::size_t limit) override;

  bool has_entry(TenantId, EntryId) override;

  // A row of `counters`; 0 when there is none.
  std::int64_t counter(TenantId tenant, const char* name);

 private:
  void sort_entities(TenantId tenant, EntryId before, std::size_t limit, EntityPage& page);
  void walk_entities(TenantId tenant, EntryId before, std::size_t limit, EntityPage& page);
  EntitySummary read_entity(const Statement& row);

  Database& database_;
  Statement entity_, agents_of_entity_, agent_, source_, marks_of_entity_, marks_of_agent_, newest_,
      newest_of_entity_, newest_of_agent_, counter_;
};

}  // namespace host::store::sqlite
