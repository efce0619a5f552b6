// Digest: what there is to know at once of an entity, a source or an agent, by fixed rules from
// what the store has counted. Nothing is compiled ahead: the counts are always up to date.
//
// Agents read digests as instructions are read. So the narrative is made of counts, times and
// marks (store/mark.hpp) only; keys, paths and ids stand in fields of their own; and text that
// somebody outside wrote is nowhere but in `untrusted`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/store/overview.hpp"

namespace host::digest {

enum class DigestType : std::uint8_t { entity, source, agent_brief };

const char* to_string(DigestType type);
std::optional<DigestType> parse_digest_type(std::string_view text);

inline constexpr std::size_t kLatelyMax = 20;   // newest entries a digest looks at
inline constexpr std::size_t kTopKeysMax = 10;  // of those
inline constexpr std::size_t kContextIdsMax = 5;
inline constexpr std::size_t kUntrustedTextMax = 200;  // bytes of each

struct UntrustedText {
  std::string entity_path;
  std::string key;
  std::string text;
};

struct ContextFacts {
  std::int64_t count = 0;  // up to store::kContextCountMax
  std::vector<std::int64_t> newest;
};

struct Digest {
  DigestType type = DigestType::entity;
  std::string scope;  // the entity's path, the source's name, the agent's id
  std::string narrative;
  std::int64_t entry_count = 0;  // without raw entries
  std::vector<std::string> source_agents;
  UnixNs last_at = 0;
  double anticipation = 0;                 // 0…1: how much of it is open
  double rank = 0;                         // higher comes first
  std::vector<store::MarkCount> marks;     // without raw
  std::vector<store::EntryHead> lately;    // newest first
  std::vector<store::EntryHead> top_keys;  // of the newest, the most confident first
  std::vector<UntrustedText> untrusted;
  std::optional<ContextFacts> contexts;  // of entities; looked up for the first few digests only
  // By type:
  std::optional<store::EntitySummary> entity;
  std::optional<store::AgentSummary> agent;  // of agent_brief, and of a source that wrote entries
  std::optional<store::SourceSummary> source;
  std::int64_t outcomes_committed = 0;  // by the agent
};

Digest entity_digest(store::EntitySummary entity, std::vector<store::MarkCount> marks,
                     std::vector<store::EntryHead> newest);
Digest agent_digest(store::AgentSummary agent, std::vector<store::MarkCount> marks,
                    std::vector<store::EntryHead> newest, std::int64_t outcomes_committed);
// `agent`: who writes what comes from the source, once it has.
Digest source_digest(store::SourceSummary source, std::optional<store::AgentSummary> agent,
                     std::vector<store::MarkCount> marks, std::vector<store::EntryHead> newest);

// webhook/{connector} and external/{source} write what comes from a source; nothing for others.
std::optional<std::string> source_of_agent(std::string_view agent_id);
std::string agent_of_source(std::string_view source);

// Entries with one of these marks now.
std::int64_t open_incidents(const Digest& digest);
std::int64_t merged_pull_requests(const Digest& digest);

// AMFS's rule: what was asked for (`base`), how fresh, how much, how urgent.
double rank_of(const Digest& digest, double base, UnixNs now);

}  // namespace host::digest
