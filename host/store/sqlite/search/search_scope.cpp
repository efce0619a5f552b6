#include "host/store/sqlite/search/search_scope.hpp"

#include <fmt/format.h>

namespace host::store::sqlite {
namespace {

constexpr char kPath = 'p';
constexpr char kAgent = 'a';
constexpr char kType = 'm';
constexpr char kRef = 'r';

// FNV-1a: stored, so it must be the same in every build.
std::string term(char kind, TenantId tenant, std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  const auto mix = [&hash](unsigned char byte) { hash = (hash ^ byte) * 1099511628211ULL; };
  for (unsigned shift = 0; shift < 64; shift += 8) {
    mix(static_cast<unsigned char>(static_cast<std::uint64_t>(tenant) >> shift));
  }
  for (const char c : text) mix(static_cast<unsigned char>(c));
  return fmt::format("{}{:016x}", kind, hash);
}

std::string tenant_term(TenantId tenant) { return fmt::format("t{}", tenant); }

std::string type_term(TenantId tenant, MemoryType type) {
  return term(kType, tenant, to_string(type));
}

// Calls `take` with "a", "a/b", "a/b/c", … down to kScopeDepthMax segments.
template <class Take>
void for_each_prefix(std::string_view path, Take take) {
  std::size_t end = 0;
  for (std::size_t depth = 0; depth < kScopeDepthMax && end != std::string_view::npos; ++depth) {
    end = path.find('/', end + (depth == 0 ? 0 : 1));
    take(path.substr(0, end));
  }
}

}  // namespace

std::string scope_of(const IndexedEntry& entry) {
  std::string out = tenant_term(entry.tenant);
  const auto add = [&out](const std::string& term) { out.append(1, ' ').append(term); };
  add(type_term(entry.tenant, entry.memory_type));
  add(term(kAgent, entry.tenant, entry.agent_id));
  for_each_prefix(entry.entity_path,
                  [&](std::string_view path) { add(term(kPath, entry.tenant, path)); });
  for (const std::string& ref : entry.pattern_refs) add(term(kRef, entry.tenant, ref));
  return out;
}

std::vector<std::string> scope_of(const SearchQuery& query) {
  std::vector<std::string> out;
  if (!query.entity_path.empty()) {
    std::string_view longest;
    for_each_prefix(query.entity_path, [&](std::string_view path) { longest = path; });
    out.push_back(term(kPath, query.tenant, longest));
  }
  if (!query.agent_id.empty()) out.push_back(term(kAgent, query.tenant, query.agent_id));
  if (!query.pattern_ref.empty()) out.push_back(term(kRef, query.tenant, query.pattern_ref));
  if (query.memory_type) out.push_back(type_term(query.tenant, *query.memory_type));
  if (out.empty()) out.push_back(tenant_term(query.tenant));
  return out;
}

}  // namespace host::store::sqlite
