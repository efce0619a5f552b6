#include "host/store/sqlite/search/search_filter.hpp"

namespace host::store::sqlite {
namespace {

constexpr std::int64_t kClockSlackNs = 3600 * kNsPerSecond;

bool is_within(std::string_view path, std::string_view root) {
  return root.empty() || path == root ||
         (path.size() > root.size() && path.substr(0, root.size()) == root &&
          path[root.size()] == '/');
}

}  // namespace

bool passes(const SearchQuery& query, const Statement& row, int first) {
  using C = FilterColumn;
  if (row.integer(first + C::tenant) != query.tenant) return false;
  if (row.integer(first + C::live) == 0) return false;
  if (row.integer(first + C::written_at) < query.since) return false;
  const double confidence = row.real(first + C::confidence);
  if (confidence < query.min_confidence || confidence > query.max_confidence) return false;
  if (query.memory_type &&
      row.integer(first + C::type) != static_cast<std::int64_t>(*query.memory_type)) {
    return false;
  }
  return is_within(row.view(first + C::path), query.entity_path) &&
         (query.agent_id.empty() || row.view(first + C::agent) == query.agent_id);
}

EntryId first_entry_since(Database& database, UnixNs since) {
  if (since <= 0) return 0;
  Statement probe(database, "SELECT id, written_at FROM entries WHERE id>=?1 ORDER BY id LIMIT 1");
  EntryId low = 0;
  EntryId high = database.query_integer("SELECT coalesce(max(id), 0) + 1 FROM entries");
  while (low < high) {
    const EntryId middle = low + (high - low) / 2;
    probe.bind(middle);
    const bool later = !probe.step() || probe.integer(1) >= since - kClockSlackNs;
    const EntryId at = later ? middle : probe.integer(0);
    probe.reset();
    if (later) {
      high = middle;
    } else {
      low = at + 1;
    }
  }
  return low;
}

}  // namespace host::store::sqlite
