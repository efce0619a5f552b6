#include "host/stream/filter_index.hpp"

#include <algorithm>

namespace host::stream {
namespace {

// Ends in NUL, which no path has.
std::string place_of(store::TenantId tenant, std::string_view entity_path) {
  std::string place = std::to_string(tenant);
  place += '\0';
  place += entity_path;
  return place;
}

}  // namespace

void FilterIndex::add(Subscriber& subscriber) {
  by_place_[place_of(subscriber.caller().tenant, subscriber.filter().entity_path)].push_back(
      &subscriber);
}

void FilterIndex::remove(Subscriber& subscriber) {
  const auto found =
      by_place_.find(place_of(subscriber.caller().tenant, subscriber.filter().entity_path));
  if (found == by_place_.end()) return;
  auto& here = found->second;
  here.erase(std::remove(here.begin(), here.end(), &subscriber), here.end());
  if (here.empty()) by_place_.erase(found);
}

const std::vector<Subscriber*>& FilterIndex::match(const store::WrittenVersion& version) {
  matched_.clear();
  const std::string_view connector = connector_of(version);
  place_ = place_of(version.tenant, version.entity_path);
  const std::string_view place = place_;
  const std::size_t path_at = place.size() - version.entity_path.size();
  collect(place.substr(0, path_at), connector, version.memory_type);
  for (std::size_t end = path_at; end < place.size();) {
    end = std::min(place.find('/', end + 1), place.size());
    collect(place.substr(0, end), connector, version.memory_type);
  }
  return matched_;
}

void FilterIndex::collect(std::string_view place, std::string_view connector,
                          store::MemoryType type) {
  const auto found = by_place_.find(place);
  if (found == by_place_.end()) return;
  for (Subscriber* subscriber : found->second) {
    if (subscriber->wants(connector, type)) matched_.push_back(subscriber);
  }
}

std::string_view connector_of(const store::WrittenVersion& version) {
  constexpr std::string_view kWebhook = "webhook/";  // reserved: nobody else writes under it
  const std::string_view agent = version.agent_id;
  return agent.substr(0, kWebhook.size()) == kWebhook ? agent.substr(kWebhook.size())
                                                      : std::string_view();
}

}  // namespace host::stream
