// The digests that answer a question, best first: about an entity, an agent, both, or, when neither
// is named, about what was active last. Reads counts and a bounded number of the newest entries.
#pragma once

#include <string>
#include <vector>

#include "host/digest/digest.hpp"
#include "host/store/store.hpp"

namespace host::digest {

inline constexpr std::size_t kActiveMax = 200;  // newest entries looked through for who is active
inline constexpr std::size_t kSourcesMax = 10;  // sources, and agents, beside what was asked for
inline constexpr std::size_t kContextDigestsMax =
    10;  // the first so many entities say their contexts

struct BriefingQuery {
  store::TenantId tenant = store::kDefaultTenant;
  std::string entity_path;
  std::string agent_id;
  std::size_t limit = 10;
  std::optional<DigestType> type;  // only these
};

std::vector<Digest> briefing(store::Reader& reader, const BriefingQuery& query, UnixNs now);

// One digest; nothing when the tenant has no such entity, source or agent.
std::optional<Digest> find_digest(store::Reader& reader, store::TenantId tenant, DigestType type,
                                  const std::string& scope);

}  // namespace host::digest
