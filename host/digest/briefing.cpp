#include "host/digest/briefing.hpp"

#include <algorithm>
#include <set>

namespace host::digest {
namespace {

// AMFS's ranks by how a digest answers the question; a path also asks for what lies below it.
constexpr double kAsked = 100;
constexpr double kBelow = 80;
constexpr double kSource = 60;
constexpr double kByAgent = 50;
constexpr double kBrief = 40;

class Briefing {
 public:
  Briefing(store::Reader& reader, const BriefingQuery& query, UnixNs now)
      : reader_(reader), overview_(reader.overview()), query_(query), now_(now) {}

  std::vector<Digest> make() {
    if (!query_.entity_path.empty()) about_entity();
    if (!query_.agent_id.empty()) about_agent();
    if (query_.entity_path.empty() && query_.agent_id.empty()) about_active();
    std::stable_sort(out_.begin(), out_.end(),
                     [](const Digest& a, const Digest& b) { return a.rank > b.rank; });
    if (out_.size() > query_.limit) out_.resize(query_.limit);
    add_contexts();
    return std::move(out_);
  }

 private:
  void about_entity() {
    const auto entity = overview_.entity(query_.tenant, query_.entity_path);
    if (entity && entity->entries > 0) {
      add(DigestType::entity, entity->path, kAsked);
      add_agents(entity->agents);
    }
    for (const auto& below :
         overview_.entities_below(query_.tenant, query_.entity_path, query_.limit)) {
      add(DigestType::entity, below.path, kBelow);
    }
  }

  void about_agent() {
    const auto agent = overview_.agent(query_.tenant, query_.agent_id);
    if (!agent) return;
    add(DigestType::agent_brief, agent->id, kAsked);
    if (const auto source = source_of_agent(agent->id)) add(DigestType::source, *source, kSource);
    add_entities(overview_.newest_of_agent(agent->number, kActiveMax));
  }

  void about_active() {
    const auto newest = overview_.newest(query_.tenant, kActiveMax);
    add_entities(newest);
    std::vector<std::string> agents;
    for (const store::EntryHead& head : newest) {
      if (std::find(agents.begin(), agents.end(), head.agent_id) == agents.end())
        agents.push_back(head.agent_id);
    }
    if (agents.empty()) {  // nothing but raw entries lately: who writes most
      for (store::AgentSummary& agent : overview_.agents(query_.tenant, 0, kSourcesMax).agents) {
        agents.push_back(std::move(agent.id));
      }
    }
    add_agents(agents);
  }

  // The first few distinct ones.
  void add_entities(const std::vector<store::EntryHead>& heads) {
    std::set<std::string_view> paths;
    for (const store::EntryHead& head : heads) {
      if (paths.size() >= query_.limit) return;
      if (paths.insert(head.entity_path).second) {
        add(DigestType::entity, head.entity_path, kByAgent);
      }
    }
  }

  void add_agents(const std::vector<std::string>& agents) {
    std::size_t sources = 0;
    std::size_t others = 0;
    for (const std::string& agent : agents) {
      if (const auto source = source_of_agent(agent)) {
        if (sources++ < kSourcesMax) add(DigestType::source, *source, kSource);
      } else if (others++ < kSourcesMax) {
        add(DigestType::agent_brief, agent, kBrief);
      }
    }
  }

  void add(DigestType type, const std::string& scope, double base) {
    if (query_.type && *query_.type != type) return;
    if (!known_.insert({type, scope}).second) return;  // the first base is the highest
    auto digest = find_digest(reader_, query_.tenant, type, scope);
    if (!digest) return;
    digest->rank = rank_of(*digest, base, now_);
    out_.push_back(std::move(*digest));
  }

  void add_contexts() {
    std::size_t left = kContextDigestsMax;
    for (Digest& digest : out_) {
      if (digest.type != DigestType::entity || left == 0) continue;
      --left;
      ContextFacts facts;
      facts.count = reader_.contexts().count(query_.tenant, digest.scope);
      for (const auto& note :
           reader_.contexts().newest(query_.tenant, digest.scope, kContextIdsMax)) {
        facts.newest.push_back(note.id);
      }
      digest.contexts = std::move(facts);
    }
  }

  store::Reader& reader_;
  store::OverviewReader& overview_;
  const BriefingQuery& query_;
  const UnixNs now_;
  std::set<std::pair<DigestType, std::string>> known_;
  std::vector<Digest> out_;
};

std::optional<Digest> find_source(store::OverviewReader& overview, store::TenantId tenant,
                                  const std::string& scope) {
  auto source = overview.source(tenant, scope);
  if (!source) return std::nullopt;
  auto agent = overview.agent(tenant, agent_of_source(scope));
  if (!agent) return source_digest(std::move(*source), std::nullopt, {}, {});
  const store::AgentNumber number = agent->number;
  return source_digest(std::move(*source), std::move(agent), overview.marks_of_agent(number),
                       overview.newest_of_agent(number, kLatelyMax));
}

}  // namespace

std::vector<Digest> briefing(store::Reader& reader, const BriefingQuery& query, UnixNs now) {
  return Briefing(reader, query, now).make();
}

std::optional<Digest> find_digest(store::Reader& reader, store::TenantId tenant, DigestType type,
                                  const std::string& scope) {
  store::OverviewReader& overview = reader.overview();
  if (type == DigestType::source) return find_source(overview, tenant, scope);
  if (type == DigestType::entity) {
    auto entity = overview.entity(tenant, scope);
    if (!entity || entity->entries == 0) return std::nullopt;
    const store::EntityNumber number = entity->number;
    Digest digest = entity_digest(std::move(*entity), overview.marks_of_entity(number),
                                  overview.newest_of_entity(number, kLatelyMax));
    if (digest.entry_count == 0) return std::nullopt;  // raw entries only
    return digest;
  }
  auto agent = overview.agent(tenant, scope);
  if (!agent) return std::nullopt;
  const store::AgentNumber number = agent->number;
  return agent_digest(std::move(*agent), overview.marks_of_agent(number),
                      overview.newest_of_agent(number, kLatelyMax),
                      overview.outcomes_of_agent(tenant, scope));
}

}  // namespace host::digest
