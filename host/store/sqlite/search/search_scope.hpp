// The scope column of the search index: one term for each thing a search is narrowed by, so that
// SQLite intersects instead of reading what belongs to others. Every term holds the tenant. Terms
// are hashes: what they find is checked against the row again (search_filter.hpp).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/store/store.hpp"

namespace host::store::sqlite {

inline constexpr std::size_t kScopeDepthMax = 8;  // path segments with a term of their own

// What the index knows of an entry. All views outlive the call they are given to.
struct IndexedEntry {
  TenantId tenant = kDefaultTenant;
  std::string_view entity_path;
  std::string_view key;
  std::string_view agent_id;
  MemoryType memory_type = MemoryType::fact;
  const std::vector<std::string>& pattern_refs;
  std::string_view text;  // search_text() of the value
};

// The scope column of this entry. Deterministic: taking it out of the index computes it again.
std::string scope_of(const IndexedEntry& entry);

// The terms, all of which an entry must have to be found; at least one.
std::vector<std::string> scope_of(const SearchQuery& query);

}  // namespace host::store::sqlite
