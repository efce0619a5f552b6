#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "host/base/rfc3339.hpp"
#include "host/base/text.hpp"
#include "host/digest/digest.hpp"
#include "host/store/mark.hpp"

namespace host::digest {
namespace {

constexpr std::array<std::pair<DigestType, const char*>, 3> kTypes{
    {{DigestType::entity, "entity"},
     {DigestType::source, "source"},
     {DigestType::agent_brief, "agent_brief"}}};

// How much one entry of a mark asks for somebody's attention.
constexpr std::array<std::pair<std::string_view, double>, 8> kUrgency{
    {{"incident:open", 1.0},
     {"incident:acknowledged", 0.5},
     {"deployment:failure", 0.5},
     {"deployment:in_progress", 0.25},
     {"workflow_run:failure", 0.25},
     {"issue:open", 0.1},
     {"issue:in_progress", 0.1},
     {"pull_request:open", 0.1}}};

std::int64_t now_with(const std::vector<store::MarkCount>& marks, std::string_view mark) {
  for (const store::MarkCount& count : marks) {
    if (count.mark == mark) return count.now;
  }
  return 0;
}

double urgency_of(const store::MarkCount& count) {
  for (const auto& [mark, weight] : kUrgency) {
    if (mark == count.mark) return weight * static_cast<double>(count.now);
  }
  return 0;
}

// 0 with nothing open, 0.5 with one open incident, towards 1 with more.
double anticipation_of(const std::vector<store::MarkCount>& marks) {
  double urgency = 0;
  for (const store::MarkCount& count : marks) urgency += urgency_of(count);
  return urgency / (1 + urgency);
}

// Senders choose their event types: what is no word is counted, not repeated.
std::string plain_event_type(const std::string& type) {
  const bool plain = std::all_of(type.begin(), type.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._:/-").find(c) != std::string_view::npos;
  });
  return plain ? type : store::kOtherEventTypes;
}

void keep_plain_event_types(store::SourceSummary& source) {
  auto& types = source.event_types;
  std::int64_t others = 0;
  std::erase_if(types, [&](const auto& type) {
    const bool other = plain_event_type(type.first) == store::kOtherEventTypes;
    if (other) others += type.second;
    return other;
  });
  if (others > 0) types.emplace_back(store::kOtherEventTypes, others);
  source.last_event_type = plain_event_type(source.last_event_type);
}

// The entity's average counts raw entries.
double average_without_raw(const store::EntitySummary& entity, std::int64_t raw) {
  const std::int64_t entries = entity.entries - raw;
  if (entries <= 0) return 0;
  const double sum = entity.confidence_avg * static_cast<double>(entity.entries) -
                     store::kRawConfidence * static_cast<double>(raw);
  return std::clamp(sum / static_cast<double>(entries), 0.0, 1.0);
}

std::string counted(std::int64_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

// "; now 1 incident:open, 4 pull_request:merged", the most urgent first, then the most; empty
// without marks.
std::string status_sentence(std::vector<store::MarkCount> marks) {
  constexpr std::size_t kNamedMax = 8;
  std::stable_sort(marks.begin(), marks.end(), [](const auto& a, const auto& b) {
    return std::pair(urgency_of(a), a.now) > std::pair(urgency_of(b), b.now);
  });
  std::string out;
  for (std::size_t i = 0; i < std::min(kNamedMax, marks.size()) && marks[i].now > 0; ++i) {
    out += fmt::format("{}{} {}", i == 0 ? "; now " : ", ", marks[i].now, marks[i].mark);
  }
  return out;
}

std::string last_sentence(const char* what, UnixNs at) {
  return at == 0 ? "." : fmt::format("; last {} {}.", what, format_rfc3339(at));
}

// What all digests have, from their marks and newest entries.
Digest common(DigestType type, std::string scope, std::int64_t entries,
              std::vector<store::MarkCount> marks, std::vector<store::EntryHead> newest) {
  Digest digest;
  digest.type = type;
  digest.scope = std::move(scope);
  digest.entry_count = entries - now_with(marks, store::kRawMark);
  std::erase_if(marks, [](const auto& count) { return count.mark == store::kRawMark; });
  digest.anticipation = anticipation_of(marks);
  digest.marks = std::move(marks);
  if (newest.size() > kLatelyMax) newest.resize(kLatelyMax);
  for (store::EntryHead& head : newest) {
    head.event_type = plain_event_type(head.event_type);
    if (head.summary.empty()) continue;
    digest.untrusted.push_back(
        {head.entity_path, head.key, std::string(clip(head.summary, kUntrustedTextMax))});
  }
  digest.top_keys = newest;
  std::stable_sort(digest.top_keys.begin(), digest.top_keys.end(),
                   [](const auto& a, const auto& b) { return a.confidence > b.confidence; });
  if (digest.top_keys.size() > kTopKeysMax) digest.top_keys.resize(kTopKeysMax);
  digest.lately = std::move(newest);
  return digest;
}

}  // namespace

const char* to_string(DigestType type) {
  for (const auto& [candidate, name] : kTypes) {
    if (candidate == type) return name;
  }
  return "unknown";
}

std::optional<DigestType> parse_digest_type(std::string_view text) {
  for (const auto& [type, name] : kTypes) {
    if (text == name) return type;
  }
  return std::nullopt;
}

Digest entity_digest(store::EntitySummary entity, std::vector<store::MarkCount> marks,
                     std::vector<store::EntryHead> newest) {
  entity.confidence_avg = average_without_raw(entity, now_with(marks, store::kRawMark));
  Digest digest =
      common(DigestType::entity, entity.path, entity.entries, std::move(marks), std::move(newest));
  digest.source_agents = entity.agents;
  digest.last_at = entity.last_at;
  digest.narrative = fmt::format(
      "{} by {}, average confidence {:.2f}{}{}", counted(digest.entry_count, "entry", "entries"),
      counted(std::ssize(entity.agents), "agent", "agents"), entity.confidence_avg,
      status_sentence(digest.marks), last_sentence("write", entity.last_at));
  digest.entity = std::move(entity);
  return digest;
}

Digest agent_digest(store::AgentSummary agent, std::vector<store::MarkCount> marks,
                    std::vector<store::EntryHead> newest, std::int64_t outcomes_committed) {
  Digest digest =
      common(DigestType::agent_brief, agent.id, agent.entries, std::move(marks), std::move(newest));
  digest.source_agents = {agent.id};
  digest.last_at = agent.last_at;
  digest.outcomes_committed = outcomes_committed;
  digest.narrative =
      fmt::format("{}, {} touched, {}{}{}", counted(digest.entry_count, "entry", "entries"),
                  counted(agent.entities, "entity", "entities"),
                  counted(outcomes_committed, "outcome", "outcomes"), status_sentence(digest.marks),
                  last_sentence("write", agent.last_at));
  digest.agent = std::move(agent);
  return digest;
}

Digest source_digest(store::SourceSummary source, std::optional<store::AgentSummary> agent,
                     std::vector<store::MarkCount> marks, std::vector<store::EntryHead> newest) {
  const auto types = std::ssize(source.event_types);
  keep_plain_event_types(source);
  Digest digest = common(DigestType::source, source.connector, agent ? agent->entries : 0,
                         std::move(marks), std::move(newest));
  digest.source_agents = {agent_of_source(source.connector)};
  digest.last_at = source.last_event_at;
  digest.narrative =
      fmt::format("{} of {}, {}, {} touched{}{}", counted(source.events, "event", "events"),
                  counted(types, "type", "types"), counted(digest.entry_count, "entry", "entries"),
                  counted(agent ? agent->entities : 0, "entity", "entities"),
                  status_sentence(digest.marks), last_sentence("event", source.last_event_at));
  digest.source = std::move(source);
  digest.agent = std::move(agent);
  return digest;
}

std::optional<std::string> source_of_agent(std::string_view agent_id) {
  constexpr std::string_view kWebhook = "webhook/";
  if (agent_id.starts_with(kWebhook)) return std::string(agent_id.substr(kWebhook.size()));
  if (agent_id.starts_with("external/")) return std::string(agent_id);
  return std::nullopt;
}

std::string agent_of_source(std::string_view source) {
  const bool direct = source.starts_with("external/");
  return (direct ? "" : "webhook/") + std::string(source);
}

std::int64_t open_incidents(const Digest& digest) {
  return now_with(digest.marks, "incident:open") + now_with(digest.marks, "incident:acknowledged");
}

std::int64_t merged_pull_requests(const Digest& digest) {
  return now_with(digest.marks, "pull_request:merged");
}

double rank_of(const Digest& digest, double base, UnixNs now) {
  constexpr double kNsPerHour = 3600.0 * static_cast<double>(kNsPerSecond);
  const double age_hours = std::max(0.0, static_cast<double>(now - digest.last_at)) / kNsPerHour;
  const double fresh = age_hours <= 0.5 ? 20.0 : std::min(10.0 / age_hours, 20.0);
  const double large = std::min(0.5 * static_cast<double>(digest.entry_count), 15.0);
  return base + fresh + large + 30.0 * digest.anticipation;
}

}  // namespace host::digest
