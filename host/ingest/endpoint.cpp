#include "host/ingest/endpoint.hpp"

#include "host/config/nearest.hpp"

namespace host::ingest {

std::shared_ptr<const Endpoint> EndpointTable::put(Endpoint endpoint) {
  ByConnector table = *endpoints_.get();
  auto& place = table[endpoint.connector];
  auto earlier = std::exchange(place, std::make_shared<const Endpoint>(std::move(endpoint)));
  endpoints_.set(std::move(table));
  return earlier;
}

std::shared_ptr<const Endpoint> EndpointTable::remove(const std::string& connector) {
  ByConnector table = *endpoints_.get();
  const auto found = table.find(connector);
  if (found == table.end()) return nullptr;
  auto earlier = std::move(found->second);
  table.erase(found);
  endpoints_.set(std::move(table));
  return earlier;
}

std::shared_ptr<const Endpoint> EndpointTable::find(std::string_view connector) const {
  const auto table = endpoints_.get();
  const auto found = table->find(connector);
  return found == table->end() ? nullptr : found->second;
}

std::optional<std::string> EndpointTable::nearest(std::string_view connector) const {
  std::vector<std::string> names;
  const auto table = endpoints_.get();
  for (const auto& [name, endpoint] : *table) names.push_back(name);
  return config::nearest(connector, names);
}

}  // namespace host::ingest
